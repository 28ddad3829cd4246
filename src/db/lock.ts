import { type Kysely, sql } from "kysely";
import type { Schema } from "./schema.js";

/** Waits for a lock that lasts until the transaction ends; the parts name what it guards. */
export async function lockUntilCommit(trx: Kysely<Schema>, ...parts: readonly (string | number)[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${JSON.stringify(parts)}, 0))`.execute(trx);
}
