import { type Kysely, type RawBuilder, sql } from "kysely";

/** What an entity's table has beside its fields. */
const owner = sql`importer_id text not null, job_id uuid not null`;
const times = sql`created_at timestamptz not null default now(), updated_at timestamptz not null default now()`;

/**
 * The tables of an entity: its rows, the template of its staging tables (`staged_<table>`), and its before-images
 * (`before_<table>`).
 *
 * @param table the entity's name in snake case
 * @param columns one SQL definition for each field but the key; of a hashed field also that of its fingerprint
 * @param hasSlug whether `slug` is unique within a tenant
 */
export async function createEntityTables<Tables>(
  db: Kysely<Tables>,
  table: string,
  columns: readonly RawBuilder<unknown>[],
  { hasSlug }: { readonly hasSlug: boolean } = { hasSlug: false },
): Promise<void> {
  // Deferred, so that two rows of one file may swap their slugs.
  const slug = sql`, constraint ${sql.ref(`${table}_slug`)} unique (slug, tenant_id) deferrable initially deferred`;
  await sql`
    create table ${sql.table(table)} (
      tenant_id text not null,
      id text collate "C" not null,
      ${sql.join(columns)},
      ${owner},
      ${times},
      -- Of the bytes that last wrote the row: the same bytes again change nothing (section D 5).
      source_hash uuid,
      -- The tenant comes last: led by it, every index looks alike to a planner without statistics, and a young table's
      -- rows would be looked up by tenant alone, each among all.
      primary key (id, tenant_id)
      ${hasSlug ? slug : sql``}
    )`.execute(db);
  for (const column of ["id", ...(hasSlug ? ["slug"] : [])]) await describeUnique(db, table, column);
  await createStagingTemplate(db, table);
  await createImageTable(db, table);
}

/**
 * Tells the planner that no value of a column stands twice, as long as the table has not been analyzed: it would expect
 * the rows of a few hundred values, and join whole tables for a few rows.
 */
async function describeUnique<Tables>(db: Kysely<Tables>, table: string, column: string): Promise<void> {
  await sql`
    select pg_restore_attribute_stats('schemaname', current_schema()::text, 'relname', ${table}::text,
      'attname', ${column}::text, 'inherited', false, 'null_frac', 0::real, 'avg_width', 32, 'n_distinct', (-1)::real)
    `.execute(db);
}

/**
 * An empty table that an import's own staging table is made like: the columns without constraints, and the place in the
 * file.
 */
async function createStagingTemplate<Tables>(db: Kysely<Tables>, table: string): Promise<void> {
  const staging = `staged_${table}`;
  await sql`create unlogged table ${sql.table(staging)} (like ${sql.table(table)})`.execute(db);
  const owned = ["tenant_id", "importer_id", "job_id", "created_at", "updated_at"];
  const drops = owned.map((name) => sql`drop column ${sql.ref(name)}`);
  await sql`alter table ${sql.table(staging)} ${sql.join(drops)}`.execute(db);
  await allowNulls(db, staging, []);
  await sql`
    alter table ${sql.table(staging)}
      add line integer not null, add byte_start bigint not null, add byte_length integer not null,
      add valid boolean not null, add generated_slug text`.execute(db);
}

/**
 * The before-images of an entity's rows, as rows of its own columns: compact, and quick to write and to put back. What
 * an erasure takes out of one stays null.
 */
async function createImageTable<Tables>(db: Kysely<Tables>, table: string): Promise<void> {
  const images = `before_${table}`;
  await sql`create table ${sql.table(images)} (like ${sql.table(table)})`.execute(db);
  await sql`alter table ${sql.table(images)} drop column source_hash`.execute(db);
  await allowNulls(db, images, ["id", "tenant_id"]);
  await sql`
    alter table ${sql.table(images)}
      -- The job that changed the row; its own column job_id is that of the job before.
      add changed_by uuid not null,
      add change text not null check (change in ('updated', 'deleted')),
      add primary key (changed_by, id)`.execute(db);
  // The rows that a job deleted are found among those that it updated.
  await sql`
    create index ${sql.ref(`${images}_deleted`)} on ${sql.table(images)} (changed_by, id) where change = 'deleted'
    `.execute(db);
}

/** Lets all columns but some be null. */
async function allowNulls<Tables>(db: Kysely<Tables>, table: string, except: readonly string[]): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and attnotnull and not attisdropped`.execute(db);
  const columns = rows.filter(({ name }) => !except.includes(name));
  const alterations = columns.map(({ name }) => sql`alter column ${sql.ref(name)} drop not null`);
  await sql`alter table ${sql.table(table)} ${sql.join(alterations)}`.execute(db);
}

/**
 * Adds a column to an entity's tables.
 *
 * @param type its SQL type, with its collation
 * @param constraint what holds for the rows alone, such as a default and `not null`
 */
export async function addEntityColumn<Tables>(
  db: Kysely<Tables>,
  table: string,
  {
    name,
    type,
    constraint = sql``,
  }: { readonly name: string; readonly type: RawBuilder<unknown>; readonly constraint?: RawBuilder<unknown> },
): Promise<void> {
  await sql`alter table ${sql.table(table)} add ${sql.ref(name)} ${type} ${constraint}`.execute(db);
  for (const copy of [`staged_${table}`, `before_${table}`])
    await sql`alter table ${sql.table(copy)} add ${sql.ref(name)} ${type}`.execute(db);
}
