import type { AssetStore } from "./assets/asset-store.js";
import type { JobRow } from "./db/jobs.js";
import type { AssetBytes } from "./domain/asset-bytes.js";
import { DomainError } from "./domain/errors.js";

/** The bytes that a job imports, wherever they lie; `BODY_DELETED` once a body with secrets is gone. */
export async function jobBytes(
  { assets }: { readonly assets: AssetStore },
  { id, tenantId, assetSha256, body, bodyDeletedAt }: JobRow,
): Promise<AssetBytes> {
  if (bodyDeletedAt !== null) {
    const hint = "Send the list again if its rows have to be seen.";
    throw new DomainError("BODY_DELETED", "The job's list was deleted: when the job ended, or by an erasure.", hint);
  }
  return body === "private" ? assets.openPrivate(tenantId, id) : assets.open(tenantId, assetSha256);
}

/** Deletes the body of a job that has ended, if it carries secrets (section D 11). */
export async function dropPrivateBody(
  { assets }: { readonly assets: AssetStore },
  { id, tenantId, body }: Pick<JobRow, "id" | "tenantId" | "body">,
): Promise<boolean> {
  if (body !== "private") return false;
  await assets.removePrivate(tenantId, id);
  return true;
}
