import { sql } from "kysely";
import { recordAudit } from "../audit/audit-events.js";
import type { Query } from "../database.js";
import { lockUntilCommit } from "../lock.js";

/** Bytes of a tenant, identified by their hash. */
export interface StoredBlob {
  readonly tenantId: string;
  readonly sha256: string;
}

export interface AssetRow {
  readonly tenantId: string;
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly contentType: string;
}

/**
 * Locks bytes of a tenant by their hash until the commit. PUT, pinning and the removal of bytes take this lock, so that
 * no bytes are removed while a transaction is about to point at them (section D 2).
 */
export async function lockBlob(trx: Query, tenantId: string, sha256: string): Promise<void> {
  await lockUntilCommit(trx, "blob", tenantId, sha256);
}

/** Points a path at bytes, and returns the asset. Undefined if the path is taken and `overwrite` is off. */
export async function pointAsset(trx: Query, asset: AssetRow, overwrite: boolean) {
  const insert = trx.insertInto("asset").values(asset);
  const { sha256, size, contentType } = asset;
  const stored = await insert
    .onConflict((conflict) => {
      const taken = conflict.columns(["tenantId", "path"]);
      return overwrite ? taken.doUpdateSet({ sha256, size, contentType, createdAt: sql`now()` }) : taken.doNothing();
    })
    .returningAll()
    .returning(sql<number | null>`old.size`.as("formerSize"))
    .executeTakeFirst();
  if (!stored) return undefined;
  const { formerSize, ...row } = stored;
  const [before, after] = [formerSize === null ? null : { size: formerSize }, { size, contentType }];
  const { tenantId, path } = asset;
  await recordAudit(trx, { tenantId, action: "asset.stored", object: `asset:${path}`, before, after });
  return row;
}

export async function findAsset(db: Query, tenantId: string, path: string) {
  return db
    .selectFrom("asset")
    .selectAll()
    .where("tenantId", "=", tenantId)
    .where("path", "=", path)
    .executeTakeFirst();
}

/** Whether a path holds an asset. If so, no transaction removes it before the commit. */
export async function holdAsset(trx: Query, tenantId: string, path: string): Promise<boolean> {
  const held = await trx
    .selectFrom("asset")
    .select("path")
    .where("tenantId", "=", tenantId)
    .where("path", "=", path)
    .forShare()
    .executeTakeFirst();
  return held !== undefined;
}

/**
 * Locks the asset at a path until the commit, and returns its hash. Until then no other transaction can replace, remove
 * or hold the asset.
 */
export async function claimAsset(
  trx: Query,
  tenantId: string,
  path: string,
): Promise<Pick<AssetRow, "sha256"> | undefined> {
  return trx
    .selectFrom("asset")
    .select("sha256")
    .where("tenantId", "=", tenantId)
    .where("path", "=", path)
    .forUpdate()
    .executeTakeFirst();
}

export interface AssetPage {
  readonly tenantId: string;
  readonly prefix: string;
  /** The prefixes of the paths that are shown; null: all paths. */
  readonly folders: readonly string[] | null;
  readonly after: string | null;
  readonly limit: number;
}

function isUnder(folders: readonly string[] | null) {
  if (folders === null) return sql<boolean>`true`;
  return sql<boolean>`exists (select from unnest(${folders}::text[]) as folder where starts_with(path, folder))`;
}

/** A page of assets in the order of their paths, after the path `after`. */
export async function listAssets(db: Query, { tenantId, prefix, folders, after, limit }: AssetPage) {
  let query = db.selectFrom("asset").selectAll().where("tenantId", "=", tenantId).where(isUnder(folders));
  if (prefix !== "") query = query.where(sql<boolean>`starts_with(path, ${prefix})`);
  if (after !== null) query = query.where("path", ">", after);
  return query.orderBy("path").limit(limit).execute();
}

/** Returns the paths that were stored last, except for those in the folder `except`. */
export async function newestPaths(
  db: Query,
  { tenantId, folders, except, limit }: Omit<AssetPage, "prefix" | "after"> & { readonly except: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom("asset")
    .select("path")
    .where("tenantId", "=", tenantId)
    .where(isUnder(folders))
    .where(sql<boolean>`not starts_with(path, ${except})`)
    .orderBy("createdAt", "desc")
    .orderBy("path")
    .limit(limit)
    .execute();
  return rows.map(({ path }) => path);
}

/** Removes a path's pointer and returns the sha256 that it pointed at; undefined if there was none. */
export async function removeAsset(trx: Query, tenantId: string, path: string) {
  const removed = await trx
    .deleteFrom("asset")
    .where("tenantId", "=", tenantId)
    .where("path", "=", path)
    .returning("sha256")
    .executeTakeFirst();
  if (removed) await recordAudit(trx, { tenantId, action: "asset.deleted", object: `asset:${path}` });
  return removed;
}

/** Returns the blobs that neither a pointer nor a kept job needs. */
export async function unneededBlobs(db: Query, blobs: readonly StoredBlob[]): Promise<StoredBlob[]> {
  const tenants = blobs.map(({ tenantId }) => tenantId);
  const hashes = blobs.map(({ sha256 }) => sha256);
  const { rows } = await sql<StoredBlob>`
    select tenant_id, sha256 from unnest(${tenants}::text[], ${hashes}::text[]) as blob (tenant_id, sha256)
    where not exists (select from asset where asset.tenant_id = blob.tenant_id and asset.sha256 = blob.sha256)
      and not exists (
        select from job
        where job.tenant_id = blob.tenant_id and job.asset_sha256 = blob.sha256 and job.body_deleted_at is null
      ) and not exists (
        select from job
        where job.tenant_id = blob.tenant_id and job.plain_sha256 = blob.sha256 and job.body_deleted_at is null
      )`.execute(db);
  return rows;
}

/** One stored content of a tenant, with the assets and the bodies of jobs that consist of it. */
export interface StoredBytes {
  readonly sha256: string;
  readonly paths: readonly string[];
  /** Finished jobs whose request body or unpacked file is this content. */
  readonly bodyOf: readonly string[];
}

/**
 * Lists all stored contents of a tenant that can still contain an id. Bodies that carry secrets are not listed, since
 * they are deleted with their job.
 */
export async function listStoredBytes(db: Query, tenantId: string): Promise<StoredBytes[]> {
  const { rows } = await sql<StoredBytes>`
    select sha256, coalesce(array_agg(distinct path) filter (where path is not null), '{}') as paths,
      coalesce(array_agg(distinct job_id) filter (where job_id is not null), '{}') as body_of
    from (
      select sha256, path, null::text as job_id from asset where tenant_id = ${tenantId}
      union all
      select asset_sha256, case body when 'asset' then asset_path end, case body when 'spooled' then id::text end from job
      where tenant_id = ${tenantId} and body <> 'private' and body_deleted_at is null and asset_sha256 <> ''
        and (body = 'asset' or finished_at is not null)
      union all
      select plain_sha256, case body when 'asset' then asset_path end, id::text from job
      where tenant_id = ${tenantId} and plain_sha256 is not null and body_deleted_at is null and finished_at is not null
    ) as kept group by sha256 order by sha256`.execute(db);
  return rows;
}
