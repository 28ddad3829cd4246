import { basename } from "node:path";
import type { Bulkhead } from "../../clients/typescript/src/bulkhead.js";
import { contentTypeOf } from "./content-type.js";
import { given } from "./given.js";

interface SentFileOptions {
  /** Where an uploaded file is kept. */
  readonly asset?: string;
  /** The credential for an address. */
  readonly auth?: string;
}

/** Returns what the API gets of a file: an address, or the path of a local file, which is uploaded first. */
export async function sentFile(bulkhead: Bulkhead, file: string, { asset, auth }: SentFileOptions) {
  if (/^[a-z0-9]+:\/\//i.test(file)) return { source: { url: file, ...given({ auth }) } };
  const path = asset ?? `cli/${basename(file)}`;
  await bulkhead.upload(file, { path, contentType: contentTypeOf(file) });
  return { asset: path };
}
