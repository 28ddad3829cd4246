import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Api, answer } from "./api.js";
import { patiently } from "./patiently.js";
import type { components } from "./schema.js";

export type Asset = components["schemas"]["Asset"];

export interface UploadTarget {
  /** The path of the asset, such as `nightly/events.csv`. */
  readonly path: string;
  /** The media type of its bytes. */
  readonly contentType: string;
}

/**
 * Uploads a file as an asset, as a stream. Retries if no response arrives. Sends the file's digest, so that the server
 * refuses bytes that changed on the way.
 */
export async function upload(api: Api, file: string, { path, contentType }: UploadTarget): Promise<Asset> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const hash = createHash("sha256");
    await pipeline(bytesOf(handle, size), hash);
    const headers = {
      "Content-Type": contentType,
      "Content-Length": String(size),
      "Repr-Digest": `sha-256=:${hash.digest("base64")}:`,
    };
    return await patiently(() =>
      answer(
        api.PUT("/api/assets/{path}", {
          ...{ params: { path: { path } }, headers, duplex: "half" },
          // The types expect a string as body. The file is sent as a stream.
          body: "",
          bodySerializer: () => Readable.toWeb(bytesOf(handle, size)),
        }),
      ),
    );
  } finally {
    await handle.close();
  }
}

/** Returns the file's bytes up to its measured size, because the file may grow. */
function bytesOf(handle: FileHandle, size: number): Readable {
  if (size === 0) return Readable.from([]);
  return handle.createReadStream({ start: 0, end: size - 1, autoClose: false });
}
