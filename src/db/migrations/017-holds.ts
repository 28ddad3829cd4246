import { type Kysely, sql } from "kysely";

/** How much an importer's file may change unasked, and what schedules expect of their files. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table hold (
      tenant_id text not null,
      importer_id text not null,
      entity text not null,
      created_percent integer,
      updated_percent integer,
      deleted_percent integer,
      rows bigint,
      changed_by text not null,
      changed_at timestamptz not null default now(),
      primary key (tenant_id, importer_id, entity)
    )`.execute(db);
  await sql`
    alter table schedule
      add column expect jsonb,
      -- The bytes that came last, and when they were new.
      add column new_sha256 text,
      add column new_file_at timestamptz,
      add column late_since timestamptz`.execute(db);
  await sql`
    alter table job
      -- The schedule whose file it imports: its own, or that of the job which it tries again.
      add column file_of uuid`.execute(db);
  await sql`update job set file_of = schedule_id where schedule_id is not null`.execute(db);
  await sql`create index job_file_of on job (file_of, created_at desc) where file_of is not null`.execute(db);
  await sql`
    update schedule set new_file_at = newest.created_at, new_sha256 = newest.asset_sha256
    from (
      select distinct on (schedule_id) schedule_id, created_at, asset_sha256 from job
      where schedule_id is not null and asset_sha256 <> '' order by schedule_id, created_at desc
    ) as newest where newest.schedule_id = schedule.id`.execute(db);
}
