import { sql } from "kysely";
import type { Database, Query } from "../database.js";
import { databaseErrorCode } from "../database-errors.js";
import { ownSchema } from "./own-tables.js";

/** An import clears up behind itself, and gets some minutes to do so. */
const inUse = sql`(job.finished_at is null or job.finished_at > now() - interval '10 minutes')`;

/** The tables of imports that are over, or of no job. */
export async function listStrayTables(db: Query): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = ${ownSchema}::regnamespace and relkind = 'r' and not exists (
      select from job where ${inUse} and relname like 'job\_' || replace(id::text, '-', '') || '%'
    ) order by relname`.execute(db);
  return rows.map(({ name }) => `${ownSchema}.${name}`);
}

/**
 * False where a session still uses the table. The drop waits two seconds for it, since other sessions queue behind a
 * drop that waits.
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
