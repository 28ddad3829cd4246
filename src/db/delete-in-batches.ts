import { type RawBuilder, sql } from "kysely";
import type { Query } from "./database.js";

const atOnce = 5_000;

/**
 * Deletes the rows of a table that meet the condition, and returns how many were deleted. Each transaction deletes some
 * thousand rows, so that no other transaction waits for long. An abort takes effect between two of them.
 */
export async function deleteInBatches(
  db: Query,
  table: string,
  condition: RawBuilder<unknown>,
  signal: AbortSignal,
): Promise<number> {
  const from = sql.table(table);
  for (let total = 0; ; ) {
    signal.throwIfAborted();
    const result = await sql`
      delete from ${from} where ctid = any(array(select ctid from ${from} where ${condition} limit ${atOnce}))
      `.execute(db);
    const deleted = Number(result.numAffectedRows ?? 0n);
    total += deleted;
    if (deleted < atOnce) return total;
  }
}
