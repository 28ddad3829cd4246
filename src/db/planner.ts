import { sql } from "kysely";
import type { Query } from "./database.js";

/** Up to this many rows each is looked up by index; above, the planner gets statistics and decides. */
export const fewRows = 2_000;

/** Statistics of a table of many rows; few of them from each partition are enough to choose a join by. */
export async function analyzeTable(trx: Query, table: string): Promise<void> {
  await sql`select set_config('default_statistics_target', '10', true)`.execute(trx);
  await sql`analyze ${sql.table(table)}`.execute(trx);
}

/**
 * Readies the planner for joins over few rows: without statistics of them, or with those of another moment, it would
 * pay for a scan of the whole store. For many rows it decides by what a look-up costs where most pages are in memory.
 */
export async function preferIndexes(trx: Query, rows: number, few = fewRows): Promise<void> {
  const others = rows > few ? "on" : "off";
  await sql`
    select set_config('enable_hashjoin', ${others}, true), set_config('enable_mergejoin', ${others}, true),
      set_config('enable_seqscan', ${others}, true), set_config('random_page_cost', '1.1', true)`.execute(trx);
}
