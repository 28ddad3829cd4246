import { sql } from "kysely";
import type { Query } from "../database.js";
import { lockUntilCommit } from "../lock.js";
import type { StoredBlob } from "./assets.js";

/** Counts a tenant's stored bytes: each content once, and the private bodies of jobs that have not ended. */
export async function countStoredBytes(db: Query, tenantId: string): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select (
      (select coalesce(sum(size), 0) from stored_blob where tenant_id = ${tenantId}) +
      (select coalesce(sum(asset_size), 0) from job
        where tenant_id = ${tenantId} and finished_at is null and body = 'private' and body_deleted_at is null)
    )::bigint as bytes`.execute(db);
  return rows[0]?.bytes ?? 0;
}

/** Counts a tenant's stored bytes under a lock: until the commit no other transaction adds to them. */
export async function lockStoredBytes(trx: Query, tenantId: string): Promise<number> {
  await lockUntilCommit(trx, "stored bytes", tenantId);
  return countStoredBytes(trx, tenantId);
}

/** Whether a content already counts as stored. */
export async function isStoredBlob(db: Query, { tenantId, sha256 }: StoredBlob): Promise<boolean> {
  const stored = await db
    .selectFrom("storedBlob")
    .select("size")
    .where("tenantId", "=", tenantId)
    .where("sha256", "=", sha256)
    .executeTakeFirst();
  return stored !== undefined;
}

export async function insertStoredBlob(trx: Query, blob: StoredBlob & { readonly size: number }): Promise<void> {
  await trx
    .insertInto("storedBlob")
    .values(blob)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function deleteStoredBlob(trx: Query, { tenantId, sha256 }: StoredBlob): Promise<void> {
  await trx.deleteFrom("storedBlob").where("tenantId", "=", tenantId).where("sha256", "=", sha256).execute();
}
