import { detectedType, tellingBytes } from "../../codecs/detect-type.js";
import { claimAsset, pointAsset, removeAsset } from "../../db/assets/assets.js";
import { scheduleOfAsset } from "../../db/schedules/schedules.js";
import type { Deps } from "../../deps.js";
import { checkAssetPath } from "../../domain/asset-path.js";
import { DomainError } from "../../domain/errors.js";
import { removeUnneeded } from "./job-bytes.js";
import { keepUpload } from "./keep-upload.js";
import { receiveFile } from "./receive-file.js";

/** The conditions under which the bytes at a path may be replaced. */
export interface Overwriting {
  /** `ASSET_EXISTS` if the path has bytes. */
  readonly ifAbsent?: boolean;
  /** `ASSET_CHANGED` unless this returns true for the asset at the path. */
  readonly isMeant?: (there: { readonly sha256: string } | undefined) => boolean;
}

export interface NewAsset {
  readonly tenantId: string;
  readonly path: string;
  readonly contentType: string;
  readonly overwriting: Overwriting;
  /** The sha256 that the client says the body has, in hex. */
  readonly expectedSha256: string | null;
  /** The length of the body that the client announces, in bytes; 0 if unknown. */
  readonly announcedBytes: number;
}

type AssetDeps = Pick<Deps, "db" | "assets" | "config">;

/** Streams a body into the store and points the path at it. After an error the path is unchanged. */
export async function storeAsset({ db, assets, config }: AssetDeps, asset: NewAsset, body: AsyncIterable<Uint8Array>) {
  const { tenantId, overwriting, expectedSha256, announcedBytes } = asset;
  const path = checkAssetPath(asset.path);
  const head: Buffer[] = [];
  const watched = keepingHead(body, head);
  const size = { maxBytes: config.limits.maxAssetBytes, announcedBytes };
  const upload = await receiveFile({ db, assets, config }, tenantId, watched, size);
  const contentType = detectedType(asset.contentType, path, Buffer.concat(head));
  try {
    const { sha256 } = upload;
    if (expectedSha256 !== null && expectedSha256 !== sha256) throw digestMismatch(sha256);
    const kept = await keepUpload({ db, assets, config }, tenantId, upload);
    try {
      return await db.transaction({ name: "store asset" }, async ({ trx }) => {
        await kept.claim(trx);
        const { ifAbsent = false, isMeant } = overwriting;
        if (isMeant && !isMeant(await claimAsset(trx, tenantId, path))) throw assetChanged();
        const stored = await pointAsset(trx, { tenantId, path, sha256, size: upload.size, contentType }, !ifAbsent);
        if (!stored) throw assetExists();
        return stored;
      });
    } catch (error) {
      await kept.drop();
      throw error;
    }
  } finally {
    await upload.discard();
  }
}

interface Forgotten {
  readonly tenantId: string;
  readonly path: string;
  /** `ASSET_CHANGED` unless this returns true for the asset at the path. */
  readonly isMeant?: (there: { readonly sha256: string }) => boolean;
}

/**
 * Removes a path, and its bytes if no reference to them is left; false if there was no such path. `ASSET_IN_USE` if a
 * schedule imports from it. The bytes are deleted under their lock after a second transaction: a removal that is rolled
 * back must not leave a pointer to missing bytes.
 */
export async function forgetAsset({ db, assets }: AssetDeps, { tenantId, path, isMeant }: Forgotten): Promise<boolean> {
  const removed = await db.transaction({ name: "forget asset" }, async ({ trx }) => {
    const there = await claimAsset(trx, tenantId, path);
    if (!there) return undefined;
    if (isMeant && !isMeant(there)) throw assetChanged();
    const schedule = await scheduleOfAsset(trx, tenantId, path);
    if (schedule !== null) throw assetInUse(schedule);
    return removeAsset(trx, tenantId, path);
  });
  if (!removed) return false;
  await removeUnneeded({ db, assets }, tenantId, removed.sha256);
  return true;
}

/** @param found the sha-256 of the received bytes, in hex */
export function digestMismatch(found: string): DomainError {
  const hint = "The body was damaged on its way, or the digest is that of other bytes; upload it again.";
  return new DomainError("DIGEST_MISMATCH", `The body's sha-256 is ${found}.`, hint);
}

export function assetExists(): DomainError {
  const hint = "Leave out If-None-Match to replace it, or choose another path.";
  return new DomainError("ASSET_EXISTS", "There is already an asset at this path.", hint);
}

export function assetChanged(): DomainError {
  const hint = "GET the asset: its ETag names the bytes that are there.";
  return new DomainError("ASSET_CHANGED", "The path does not hold the bytes that If-Match names.", hint);
}

function assetInUse(schedule: string): DomainError {
  const hint = "Delete the schedule first, or give it another asset.";
  return new DomainError("ASSET_IN_USE", `The schedule ${schedule} imports from this path.`, hint);
}

/** Yields a body unchanged, and copies as much of its beginning to `head` as identifies a format. */
async function* keepingHead(body: AsyncIterable<Uint8Array>, head: Buffer[]): AsyncGenerator<Uint8Array> {
  let kept = 0;
  for await (const block of body) {
    if (kept < tellingBytes) head.push(Buffer.from(block.subarray(0, tellingBytes - kept)));
    kept += block.length;
    yield block;
  }
}
