import { type RawBuilder, sql } from "kysely";
import type { Query } from "./database.js";

/** Up to this many rows each is looked up by index; above, the planner gets statistics and decides. */
export const fewRows = 2_000;

/** Statistics of a table of many rows; a small sample is enough to choose a join by. */
export async function analyzeTable(trx: Query, table: string): Promise<void> {
  await sql`select set_config('default_statistics_target', '10', true)`.execute(trx);
  await sql`analyze ${sql.table(table)}`.execute(trx);
}

/**
 * Runs a statement that reads two large tables whole, no matter what the planner expects of them: of an importer, a
 * tenant or a table that is younger than its statistics it expects one row, and would go through the other table for
 * each of many. Afterwards the planner is readied for many rows.
 */
export async function joinedWhole<T>(trx: Query, run: () => Promise<T>): Promise<T> {
  await sql`select ${indexesPreferred(false)}, set_config('enable_nestloop', 'off', true)`.execute(trx);
  const result = await run();
  await sql`select set_config('enable_nestloop', 'on', true)`.execute(trx);
  return result;
}

/**
 * Readies the planner for joins over few rows: without statistics of them, or with those of another moment, it would
 * pay for a scan of the whole store. For many rows it decides by what a look-up costs where most pages are in memory.
 */
export async function preferIndexes(trx: Query, rows: number, few = fewRows): Promise<void> {
  await sql`select ${indexesPreferred(rows <= few)}`.execute(trx);
}

/** The same as expressions of a larger statement, without parameters. */
export function indexesPreferred(isPreferred: boolean): RawBuilder<unknown> {
  const others = sql.lit(isPreferred ? "off" : "on");
  return sql`
    set_config('enable_hashjoin', ${others}, true), set_config('enable_mergejoin', ${others}, true),
    set_config('enable_seqscan', ${others}, true), set_config('random_page_cost', '1.1', true)`;
}
