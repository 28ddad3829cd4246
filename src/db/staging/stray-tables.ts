import { sql } from "kysely";
import type { Database, Query } from "../database.js";
import { databaseErrorCode } from "../database-errors.js";
import { ownSchema } from "./own-tables.js";

/** Whether an import's tables may be in use: it drops them itself within 10 minutes of its end. */
const inUse = sql`(job.finished_at is null or job.finished_at > now() - interval '10 minutes')`;

/** Lists the tables of imports that ended more than 10 minutes ago, or of no job. */
export async function listStrayTables(db: Query): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = ${ownSchema}::regnamespace and relkind = 'r' and not exists (
      select from job where ${inUse} and relname like 'job\_' || replace(id::text, '-', '') || '%'
    ) order by relname`.execute(db);
  return rows.map(({ name }) => `${ownSchema}.${name}`);
}

/**
 * Drops a stray table. Returns false if a session still uses it. The drop waits for at most 2 s, since other sessions
 * queue behind a drop that waits.
 */
export async function dropStrayTable(db: Pick<Database, "transaction">, name: string): Promise<boolean> {
  try {
    await db.transaction({ name: "drop stray staging" }, async ({ trx }) => {
      await sql`select set_config('lock_timeout', '2s', true)`.execute(trx);
      await sql`drop table if exists ${sql.table(name)}`.execute(trx);
    });
    return true;
  } catch (error) {
    if (databaseErrorCode(error) === "55P03") return false;
    throw error;
  }
}
