import { basename } from "node:path";
import type { ApiClient } from "./api-client.js";
import { assetUrl, contentTypeOf } from "./asset-url.js";

interface SentFileOptions {
  /** Where an uploaded file is kept. */
  readonly asset?: string;
  /** What opens an address. */
  readonly auth?: string;
}

/** What the API is told of a file: an address as it is, or a file of this machine, which is uploaded first. */
export async function sentFile(api: ApiClient, file: string, { asset, auth }: SentFileOptions) {
  if (/^[a-z0-9]+:\/\//i.test(file)) return { source: { url: file, auth } };
  const path = asset ?? `cli/${basename(file)}`;
  await api.upload(assetUrl(path), file, contentTypeOf(file));
  return { asset: path };
}
