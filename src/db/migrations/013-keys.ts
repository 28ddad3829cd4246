import { type Kysely, sql } from "kysely";

/**
 * Keys end, are limited, and are rotated. Of the keys in force that had the same name in a tenant, the newest one keeps
 * it; the others are in force like keys that it replaced.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table api_key
      add column expires_at timestamptz,
      add column last_used_at timestamptz,
      add column entities text[],
      add column importers text[],
      add column approve boolean not null default true,
      add column replaced_by uuid`.execute(db);
  await sql`
    update api_key set replaced_by = newest.id
    from (
      select distinct on (tenant_id, name) id, tenant_id, name from api_key where revoked_at is null
      order by tenant_id, name, created_at desc, id
    ) as newest
    where api_key.tenant_id = newest.tenant_id and api_key.name = newest.name and api_key.id <> newest.id
      and api_key.revoked_at is null`.execute(db);
  await sql`
    create unique index api_key_name on api_key (tenant_id, name)
      where revoked_at is null and replaced_by is null`.execute(db);
  await sql`create index api_key_listed on api_key (tenant_id, created_at, id)`.execute(db);
  await sql`
    create table tenant_policy (
      tenant_id text primary key,
      require_second_approver boolean not null
    )`.execute(db);
}
