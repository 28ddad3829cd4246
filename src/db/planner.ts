import { type RawBuilder, sql } from "kysely";
import type { Query } from "./database.js";

/** Up to this many rows, each row is looked up by index. With more rows, the planner gets statistics and decides. */
export const fewRows = 2_000;

/** Collects statistics of a table with many rows. A small sample is enough for the choice of a join. */
export async function analyzeTable(trx: Query, table: string): Promise<void> {
  await sql`select set_config('default_statistics_target', '10', true)`.execute(trx);
  await sql`analyze ${sql.table(table)}`.execute(trx);
}

/**
 * Runs a statement that reads two large tables whole, regardless of the planner's estimate. For an importer, a tenant
 * or a table that is newer than its statistics, the planner expects one row, and would scan the other table for each of
 * many rows. Afterwards the planner is set up for many rows.
 */
export async function joinedWhole<T>(trx: Query, run: () => Promise<T>): Promise<T> {
  await sql`select ${indexesPreferred(false)}, set_config('enable_nestloop', 'off', true)`.execute(trx);
  const result = await run();
  await sql`select set_config('enable_nestloop', 'on', true)`.execute(trx);
  return result;
}

/**
 * Sets the planner up for joins over few rows. Without statistics of these rows, or with outdated ones, it would scan
 * the whole store. For many rows the planner decides, by the cost of a look-up when most pages are in memory.
 */
export async function preferIndexes(trx: Query, rows: number, few = fewRows): Promise<void> {
  await sql`select ${indexesPreferred(rows <= few)}`.execute(trx);
}

/** The settings of `preferIndexes` as expressions of a larger statement, without parameters. */
export function indexesPreferred(isPreferred: boolean): RawBuilder<unknown> {
  const others = sql.lit(isPreferred ? "off" : "on");
  return sql`
    set_config('enable_hashjoin', ${others}, true), set_config('enable_mergejoin', ${others}, true),
    set_config('enable_seqscan', ${others}, true), set_config('random_page_cost', '1.1', true)`;
}
