import { type Kysely, sql } from "kysely";
import { createEntityTables } from "./entity-tables.js";

const id = (name: string) => sql`${sql.ref(name)} text collate "C"`;
const ids = (name: string) => sql`${sql.ref(name)} text[] collate "C"`;

/** The seven entities of contract B. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createEntityTables(db, "user", [
    sql`first_name text not null, last_name text not null, username text, student_email text, staff_email text`,
    sql`campus_management_roles text[]`,
    // Argon2id, and the fingerprint by which a changed password is known.
    sql`password_or_hash text, password_or_hash_fingerprint text, password_pre_hashing jsonb`,
    sql`constraint user_password check ((password_or_hash is null) = (password_or_hash_fingerprint is null))`,
  ]);
  await createEntityTables(db, "organization", [sql`name text not null`, id("parent_id"), sql`type text`]);
  await createEntityTables(db, "student", [
    sql`${id("user_id")} not null, matriculation_number text`,
    ids("organization_ids"),
    sql`active boolean`,
  ]);
  await createEntityTables(db, "course", [
    sql`name text not null, code text`,
    id("organization_id"),
    sql`term_id text`,
    ids("lecturer_ids"),
    sql`start_date timestamptz, end_date timestamptz`,
  ]);
  await createEntityTables(db, "group", [
    sql`${id("course_id")} not null, name text not null`,
    ids("lecturer_ids"),
    ids("student_ids"),
    sql`capacity integer`,
  ]);
  await createEntityTables(db, "event", [
    sql`${id("course_id")} not null`,
    ids("group_ids"),
    sql`title text, start_date timestamptz not null, end_date timestamptz not null, time_zone text`,
    sql`location text, room text`,
    ids("lecturer_ids"),
    sql`status text`,
  ]);
  await createEntityTables(db, "survey", [
    sql`${id("course_id")} not null`,
    id("group_id"),
    sql`title text not null, opens_at timestamptz not null, closes_at timestamptz not null`,
  ]);
  // The global validation asks for a course's groups, and for a student's. Without fast updates: a list of entries
  // still to be indexed would be read through for every student.
  await sql`create index group_course on "group" (course_id, tenant_id)`.execute(db);
  await sql`create index group_students on "group" using gin (student_ids) with (fastupdate = off)`.execute(db);
}
