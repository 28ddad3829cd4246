import { type Kysely, sql } from "kysely";

/** Which jobs wait for their turn, and which have a place among those of their tenant that run. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table job
      add admitted_at timestamptz,
      add waits_for_turn boolean not null default false`.execute(db);
  await sql`update job set admitted_at = created_at`.execute(db);
  const open = sql`where finished_at is null`;
  await sql`drop index job_open`.execute(db);
  await sql`create index job_open on job (tenant_id, accepted_no) ${open}`.execute(db);
  await sql`create index job_parked on job (tenant_id, accepted_no) ${open} and admitted_at is null`.execute(db);
  await sql`
    create index job_line on job (tenant_id, importer_id, entity, accepted_no) ${open} and not dry_run`.execute(db);
}
