import { type Kysely, sql } from "kysely";

/**
 * Sets the planner's statistics so that every row of an entity's table can belong to one tenant, also after an ANALYZE.
 * Otherwise the planner expects one row for a tenant that is newer than the statistics, and scans the rows of a file
 * again for each stored row. Idempotent, and part of every `migrate`: a restored dump has no statistics.
 */
export async function setTenantStatistics(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ table: string }>`
    select relname as table from pg_class
    join pg_attribute on attrelid = pg_class.oid and attname = 'tenant_id'
    where relnamespace = quote_ident(current_schema())::regnamespace and to_regclass('staged_' || relname) is not null
      and (attstattarget is distinct from 0 or not exists (
        select from pg_stats
        where schemaname = current_schema() and tablename = relname and pg_stats.attname = 'tenant_id' and n_distinct = 1))
    order by relname`.execute(db);
  for (const { table } of rows) {
    await sql`alter table ${sql.table(table)} alter tenant_id set statistics 0`.execute(db);
    await sql`select pg_clear_attribute_stats(current_schema()::text, ${table}::text, 'tenant_id', false)`.execute(db);
    await sql`
      select pg_restore_attribute_stats('schemaname', current_schema()::text, 'relname', ${table}::text,
        'attname', 'tenant_id', 'inherited', false, 'null_frac', 0::real, 'avg_width', 12, 'n_distinct', 1::real)`.execute(
      db,
    );
  }
}
