import type { AssetStore } from "../../assets/asset-store.js";
import { lockBlob, unneededBlobs } from "../../db/assets/assets.js";
import { deleteStoredBlob } from "../../db/assets/stored-blobs.js";
import type { Database } from "../../db/database.js";
import { markBodyDeleted } from "../../db/jobs/job-transitions.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { endLease, tryLease } from "../../db/leases.js";
import type { AssetBytes } from "../../domain/asset-bytes.js";
import { DomainError } from "../../domain/errors.js";

/** Opens the plain bytes that a job imports, in either store; `BODY_DELETED` if a body with secrets was deleted. */
export async function jobBytes(
  { assets }: { readonly assets: AssetStore },
  { id, tenantId, assetSha256, plainSha256, body, bodyDeletedAt }: JobRow,
): Promise<AssetBytes> {
  if (bodyDeletedAt !== null) throw bodyDeleted();
  return body === "private" ? assets.openPrivate(tenantId, id) : assets.open(tenantId, plainSha256 ?? assetSha256);
}

export function bodyDeleted(): DomainError {
  const hint = "Send the list again if its rows are needed.";
  return new DomainError("BODY_DELETED", "The job's list was deleted: when the job ended, or by an erasure.", hint);
}

/**
 * Deletes the body of a job that has ended, if it carried secrets (section D 11): a body that is stored separately, or
 * a body that contains a secret's name although its entity has no secrets.
 */
export async function dropSecretBody(
  { db, assets }: { readonly db: Pick<Database, "query" | "transaction">; readonly assets: AssetStore },
  job: JobRow,
): Promise<void> {
  const { id, tenantId, assetSha256, plainSha256, body, bodyDeletedAt, namesSecret } = job;
  if (bodyDeletedAt !== null || body === "asset" || (body === "spooled" && !namesSecret)) return;
  if (body === "private") await assets.removePrivate(tenantId, id);
  await db.transaction({ name: `drop body ${id}` }, async ({ trx }) => {
    if (body === "spooled") await lockBlob(trx, tenantId, assetSha256);
    await markBodyDeleted(trx, id);
  });
  if (body !== "spooled") return;
  for (const sha256 of [assetSha256, plainSha256]) if (sha256) await removeUnneeded({ db, assets }, tenantId, sha256);
}

/** Longer than a request to the store takes with its timeouts and retries. */
const removalSeconds = 300;

/**
 * Removes bytes that neither a pointer nor a job needs; false if they are needed or being stored. The decision is made
 * under the lock of the bytes. They are deleted outside of any transaction, under a lease that prevents equal bytes
 * from being stored at the same time. If the store fails, the lease stays until it expires: the store may still carry
 * the request out.
 */
export async function removeUnneeded(
  { db, assets }: { readonly db: Pick<Database, "query" | "transaction">; readonly assets: AssetStore },
  tenantId: string,
  sha256: string,
): Promise<boolean> {
  const lease = await db.transaction({ name: "remove bytes" }, async ({ trx }) => {
    await lockBlob(trx, tenantId, sha256);
    if ((await unneededBlobs(trx, [{ tenantId, sha256 }])).length === 0) return null;
    const held = await tryLease(trx, ["blob", tenantId, sha256], { isExclusive: true, seconds: removalSeconds });
    if (held !== null) await deleteStoredBlob(trx, { tenantId, sha256 });
    return held;
  });
  if (lease === null) return false;
  await assets.remove(tenantId, sha256);
  await endLease(db.query, lease);
  return true;
}
