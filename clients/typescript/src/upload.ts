import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Api, answer } from "./api.js";
import { patiently } from "./patiently.js";
import type { components } from "./schema.js";

export type Asset = components["schemas"]["Asset"];

export interface UploadTarget {
  /** Where the asset is to lie, such as `nightly/events.csv`. */
  readonly path: string;
  /** The media type of its bytes. */
  readonly contentType: string;
}

/**
 * Streams a file up as an asset, and again where no answer comes. Its digest goes with it, so bytes that were changed
 * on the way are refused.
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
          // The types take bytes for a string: what is sent is the file, as a stream.
          body: "",
          bodySerializer: () => Readable.toWeb(bytesOf(handle, size)),
        }),
      ),
    );
  } finally {
    await handle.close();
  }
}

/** The file as long as it was when it was measured; it may grow. */
function bytesOf(handle: FileHandle, size: number): Readable {
  if (size === 0) return Readable.from([]);
  return handle.createReadStream({ start: 0, end: size - 1, autoClose: false });
}
