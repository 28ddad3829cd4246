import { type Kysely, sql } from "kysely";

const tables = [
  ...["course_group_in_person_event", "in_person_event", "course_group_webinar", "webinar"],
  ...["user", "organization", "student", "course", "group", "event", "survey"],
];

/** One step reads and writes a file: nothing is staged between two steps, and the step tells how far it is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of tables)
    await sql`alter table ${sql.table(`staged_${table}`)} drop column if exists recognised`.execute(db);
  // What open imports have staged; they read their files again.
  await sql`
    do $$ declare own name; begin
      for own in select relname from pg_class
        where relnamespace = 'staging'::regnamespace and relkind in ('r', 'p') and not relispartition
      loop execute format('drop table staging.%I', own); end loop;
    end $$`.execute(db);
  await sql`drop table staged_chunk`.execute(db);
  await sql`alter table chunk drop column outdated`.execute(db);
  await sql`alter table job_progress add rows_per_second integer`.execute(db);
}
