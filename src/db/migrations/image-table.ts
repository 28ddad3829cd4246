import { type Kysely, sql } from "kysely";

/**
 * The table of before-images of an entity's table, as rows of its own columns: compact, and quick to write and to put
 * back. What an erasure takes out of one stays null.
 */
export async function createImageTable<Tables>(db: Kysely<Tables>, table: string): Promise<void> {
  const images = `before_${table}`;
  await sql`create table ${sql.table(images)} (like ${sql.table(table)})`.execute(db);
  await sql`alter table ${sql.table(images)} drop column source_hash`.execute(db);
  const required = await sql<{ name: string }>`
    select attname as name from pg_attribute
    where attrelid = ${images}::regclass and attnum > 0 and attnotnull and not attisdropped
      and attname not in ('id', 'tenant_id')`.execute(db);
  for (const { name } of required.rows) {
    await sql`alter table ${sql.table(images)} alter column ${sql.ref(name)} drop not null`.execute(db);
  }
  await sql`
    alter table ${sql.table(images)}
      -- The job that changed the row; its own column job_id is that of the job before.
      add changed_by uuid not null,
      add change text not null check (change in ('updated', 'deleted')),
      add primary key (changed_by, id)`.execute(db);
}

/** Lets the rows that a job deleted be found among those that it updated. */
export async function indexDeletedImages<Tables>(db: Kysely<Tables>, table: string): Promise<void> {
  const images = `before_${table}`;
  await sql`
    create index ${sql.ref(`${images}_deleted`)} on ${sql.table(images)} (changed_by, id) where change = 'deleted'
    `.execute(db);
}
