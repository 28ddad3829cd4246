import { checkAssetPath } from "../../domain/asset-path.js";
import { DomainError } from "../../domain/errors.js";
import { type Source, sourcePath } from "../../domain/source.js";
import type { Query } from "../database.js";
import type { NewJob } from "../jobs/jobs.js";
import { findAsset, lockBlob } from "./assets.js";

export type PinnedBytes = Pick<
  NewJob,
  | "assetPath"
  | "assetSha256"
  | "assetSize"
  | "assetContentType"
  | "body"
  | "retryOf"
  | "sourceUrl"
  | "sourceAuth"
  | "sourceVersion"
>;

/** Pins a file on another server. The import downloads it; until then there are no bytes to keep. */
export function pinSource({ url, auth }: Source): PinnedBytes {
  const nothing = { assetSha256: "", assetSize: 0, assetContentType: "" };
  return { assetPath: sourcePath(url), ...nothing, body: "spooled", sourceUrl: url, sourceAuth: auth };
}

/**
 * Pins the bytes at a path: they stay until the commit, even if the pointer changes (section D 2). The pointer may
 * change until the bytes are locked, so it is read again under the lock. Throws `ASSET_NOT_FOUND` or
 * `INVALID_ASSET_PATH`.
 */
export async function pinAsset(trx: Query, tenantId: string, assetPath: string): Promise<PinnedBytes> {
  const path = checkAssetPath(assetPath);
  for (let seen: string | null = null; ; ) {
    const asset = await findAsset(trx, tenantId, path);
    if (!asset) {
      const hint = `Upload it first: PUT /api/assets/${encodeURI(path)}.`;
      throw new DomainError("ASSET_NOT_FOUND", "There is no asset at this path.", hint);
    }
    const { sha256: assetSha256, size: assetSize, contentType: assetContentType } = asset;
    if (assetSha256 === seen) return { assetPath: path, assetSha256, assetSize, assetContentType, body: "asset" };
    await lockBlob(trx, tenantId, assetSha256);
    seen = assetSha256;
  }
}
