import { type Kysely, sql } from "kysely";
import { indexDeletedImages } from "./image-table.js";

const tables = [
  ...["course_group_in_person_event", "in_person_event", "course_group_webinar", "webinar"],
  ...["user", "organization", "student", "course", "group", "event", "survey"],
];

/**
 * Pages of a job's invalid and deleted rows that are read without its others; keys that came with repeated retries; and
 * which bodies carry a secret under a name that its entity does not have.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of tables) await indexDeletedImages(db, table);
  await sql`create index row_report_invalid on row_report (job_id, line) where outcome = 'invalid'`.execute(db);
  // The table of jobs comes last: its lock is held until the commit.
  await sql`
    create table retry_key (
      tenant_id text not null,
      key text not null,
      fingerprint text not null,
      job_id uuid not null references job on delete cascade,
      primary key (tenant_id, key)
    )`.execute(db);
  await sql`create index retry_key_job on retry_key (job_id)`.execute(db);
  await sql`alter table job add names_secret boolean not null default false`.execute(db);
  // Of a job that was planned before, any unknown column may be a secret's.
  await sql`
    update job set names_secret = true
    where body = 'spooled' and body_deleted_at is null
      and warnings @> '[{"code": "UNKNOWN_COLUMN"}]'`.execute(db);
  await sql`drop index job_private_body`.execute(db);
  await sql`
    create index job_secret_body on job (id)
    where (body = 'private' or (body = 'spooled' and names_secret)) and body_deleted_at is null`.execute(db);
}
