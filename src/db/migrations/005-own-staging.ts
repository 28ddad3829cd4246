import { type Kysely, sql } from "kysely";
import { becomeStagingTemplate } from "./staging-template.js";

const tables = [
  ...["course_group_in_person_event", "in_person_event", "course_group_webinar", "webinar"],
  ...["user", "organization", "student", "course", "group", "event", "survey"],
];

/**
 * Tells the planner of a table that was never analyzed what is true of it at any size: an id is one row, and a tenant can
 * have all of them. By default it believes that a tenant has few, and reads these through for every row of an import.
 */
async function describeYoungTable(db: Kysely<unknown>, table: string): Promise<void> {
  const shares = { tenant_id: 1, id: -1 };
  for (const [column, distinct] of Object.entries(shares)) {
    await sql`
      select pg_restore_attribute_stats('schemaname', current_schema()::text, 'relname', ${table}::text,
        'attname', ${column}::text, 'inherited', false, 'null_frac', 0::real, 'avg_width', 12, 'n_distinct', ${sql.lit(distinct)}::real)
      where not exists (
        select from pg_stats where schemaname = current_schema() and tablename = ${table} and attname = ${column})
      `.execute(db);
  }
}

/** Staging of its own for every import; rows known by the hash of their bytes; a version of each entity's rows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Tables of one import each; one that belongs to no open job is a leftover.
  await sql`create schema staging`.execute(db);
  for (const table of tables) {
    // Of the bytes that last wrote the row: the same bytes again change nothing (contracts, D 5).
    await sql`alter table ${sql.table(table)} add source_hash uuid`.execute(db);
    await becomeStagingTemplate(db, table);
    await describeYoungTable(db, table);
  }
  await sql`
    alter table staged_chunk
      add recognised integer not null default 0,
      -- The version of the entity's rows that recognised rows were compared with.
      add seen_version bigint not null default 0`.execute(db);
  // Raised by whatever writes rows of the entity, under the lock of the findings.
  await sql`
    create table entity_version (
      tenant_id text not null,
      entity text not null,
      version bigint not null,
      primary key (tenant_id, entity)
    )`.execute(db);
  await sql`insert into entity_version select distinct tenant_id, entity, 1 from job`.execute(db);
  await sql`
    create index job_delivered on job (tenant_id, entity, importer_id)
      where state in ('complete', 'complete_with_rejects') and not dry_run`.execute(db);
}
