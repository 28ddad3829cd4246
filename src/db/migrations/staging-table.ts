import { type Kysely, sql } from "kysely";

/**
 * The typed, unlogged staging table of an entity's table: its columns without their constraints, and where each row
 * stands in the file. Its index serves one job's rows out of many jobs'.
 */
export async function createStagingTable<Tables>(db: Kysely<Tables>, table: string): Promise<void> {
  const staging = `staged_${table}`;
  await sql`create unlogged table ${sql.table(staging)} (like ${sql.table(table)})`.execute(db);
  const columns = await sql<{ name: string }>`
    select attname as name from pg_attribute
    where attrelid = ${staging}::regclass and attnum > 0 and not attisdropped`.execute(db);
  const owned = ["tenant_id", "importer_id", "job_id", "created_at", "updated_at"];
  for (const name of owned) await sql`alter table ${sql.table(staging)} drop column ${sql.ref(name)}`.execute(db);
  for (const { name } of columns.rows.filter((column) => !owned.includes(column.name))) {
    await sql`alter table ${sql.table(staging)} alter column ${sql.ref(name)} drop not null`.execute(db);
  }
  await sql`
    alter table ${sql.table(staging)}
      add job_id uuid not null, add chunk_no integer not null, add line integer not null,
      add byte_start bigint not null, add byte_length integer not null, add valid boolean not null,
      add generated_slug text`.execute(db);
  // By key, so that a join is cheap from either side, whatever the planner believes about a table that fills and empties.
  await sql`create index ${sql.ref(`${staging}_key`)} on ${sql.table(staging)} (job_id, id)`.execute(db);
}
