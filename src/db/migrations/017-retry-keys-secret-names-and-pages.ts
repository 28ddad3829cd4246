import { type Kysely, sql } from "kysely";
import { indexDeletedImages } from "./image-table.js";

const tables = [
  ...["course_group_in_person_event", "in_person_event", "course_group_webinar", "webinar"],
  ...["user", "organization", "student", "course", "group", "event", "survey"],
];

/**
 * Keys that came with repeated retries; which bodies carry a secret under a name that its entity does not have; and pages
 * of a job's invalid and deleted rows that are read without its others.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
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
  // Jobs that were planned before: names that plainly are a password's, and those beyond the limit of warnings.
  await sql`
    update job set names_secret = true
    where body = 'spooled' and body_deleted_at is null and exists (
      select from jsonb_array_elements(warnings) as warning
      where warning ->> 'code' = 'UNKNOWN_COLUMN' and (
        warning ->> 'column' is null
        or regexp_replace(lower(warning ->> 'column'), '[^a-z]', '', 'g') ~ 'passw|^pwd'
      )
    )`.execute(db);
  await sql`drop index job_private_body`.execute(db);
  await sql`
    create index job_secret_body on job (id)
    where (body = 'private' or (body = 'spooled' and names_secret)) and body_deleted_at is null`.execute(db);
  for (const table of tables) await indexDeletedImages(db, table);
  await sql`create index row_report_invalid on row_report (job_id, line) where outcome = 'invalid'`.execute(db);
}
