import { type Kysely, sql } from "kysely";

/** What is meant of an archive or a workbook, and the plain bytes that were made of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table schedule add column member text, add column sheet text`.execute(db);
  await sql`
    alter table job add column member text, add column sheet text,
      add column plain_sha256 text, add column detected jsonb`.execute(db);
  await sql`create index job_plain_blob on job (tenant_id, plain_sha256) where plain_sha256 is not null`.execute(db);
  // Paths are compared in Unicode's composed form; of several that are one in it, the newest asset stays.
  await sql`
    delete from asset using asset as other
      where other.tenant_id = asset.tenant_id and other.path <> asset.path
        and normalize(other.path) = normalize(asset.path)
        and (other.created_at, other.path) > (asset.created_at, asset.path)`.execute(db);
  await sql`update asset set path = normalize(path) where path is not nfc normalized`.execute(db);
  await sql`update schedule set asset_path = normalize(asset_path) where asset_path is not nfc normalized`.execute(db);
  await sql`update job set asset_path = normalize(asset_path) where asset_path is not nfc normalized`.execute(db);
}
