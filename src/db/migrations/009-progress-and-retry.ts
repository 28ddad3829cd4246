import { type Kysely, sql } from "kysely";

/** Which job is a retry of which, and how far an open job was when somebody last looked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table job add retry_of uuid`.execute(db);
  await sql`create unique index job_retry_of on job (retry_of) where retry_of is not null`.execute(db);
  // Apart from the job, as job_check is: a dry run ends its job's row from an old snapshot.
  await sql`
    create table job_progress (
      job_id uuid primary key references job on delete cascade,
      stage text,
      percent integer not null,
      rows_read bigint not null
    )`.execute(db);
}
