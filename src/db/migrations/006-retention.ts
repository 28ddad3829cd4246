import { type Kysely, sql } from "kysely";

/** Jobs are kept for a time after their end, what was found about their rows for a shorter one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table job add reports_deleted_at timestamptz`.execute(db);
  await sql`create index job_finished on job (finished_at) where finished_at is not null`.execute(db);
}
