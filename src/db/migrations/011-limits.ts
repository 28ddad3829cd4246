import { type Kysely, sql } from "kysely";

/** Bounds that a tenant has in place of the settings, and the contents that it has in the store. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table tenant_limit (
      tenant_id text not null,
      name text not null,
      bound bigint not null check (bound >= 0),
      primary key (tenant_id, name)
    )`.execute(db);
  await sql`
    create table stored_blob (
      tenant_id text not null,
      sha256 text not null,
      size bigint not null,
      primary key (tenant_id, sha256)
    )`.execute(db);
  await sql`
    insert into stored_blob (tenant_id, sha256, size)
    select tenant_id, sha256, max(size) from (
      select tenant_id, sha256, size from asset
      union all
      select tenant_id, asset_sha256, asset_size from job where asset_sha256 <> '' and body_deleted_at is null
      union all
      select tenant_id, plain_sha256, (detected ->> 'size')::bigint from job
      where plain_sha256 is not null and body_deleted_at is null
    ) as kept group by tenant_id, sha256`.execute(db);
}
