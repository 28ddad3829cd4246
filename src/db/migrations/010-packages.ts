import { type Kysely, sql } from "kysely";

/** Jobs that import an archive of several files, and the jobs of those files. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table schedule add column package jsonb`.execute(db);
  await sql`
    alter table job add column package jsonb, add column package_plan jsonb,
      add column package_id uuid, add column package_no integer, add column derived jsonb`.execute(db);
  await sql`create index job_by_package on job (package_id, package_no) where package_id is not null`.execute(db);
}
