import { sql } from "kysely";
import type { Database, Query } from "./database.js";
import { databaseErrorCode } from "./database-errors.js";
import { deleteInBatches } from "./delete-in-batches.js";

/** What a job that has ended, or that nobody knows any more, left in a table of staged rows or done-marks. */
export interface StrayStaging {
  readonly table: string;
  readonly jobId: string;
}

/** An import clears up behind itself, and gets some minutes to do so. */
const inUse = sql`(job.finished_at is null or job.finished_at > now() - interval '10 minutes')`;

/**
 * Whose staging lies in the tables without anybody who needs it. Each job of a table is found by a look into its index,
 * however many rows it has. One statement each: what it sees of a staging, it sees of the job, which was there before.
 */
export async function listStrayStaging(db: Query, tables: readonly string[]): Promise<StrayStaging[]> {
  const stray: StrayStaging[] = [];
  for (const table of tables) {
    const from = sql.table(table);
    const { rows } = await sql<{ jobId: string }>`
      with recursive staged (job_id) as (
        (select job_id from ${from} order by job_id limit 1)
        union all
        select (select job_id from ${from} as next where next.job_id > staged.job_id order by job_id limit 1)
        from staged where job_id is not null
      )
      select job_id from staged
      where job_id is not null and not exists (select from job where job.id = staged.job_id and ${inUse})
      `.execute(db);
    stray.push(...rows.map(({ jobId }) => ({ table, jobId })));
  }
  return stray;
}

export async function removeStrayStaging(
  db: Query,
  { table, jobId }: StrayStaging,
  signal: AbortSignal,
): Promise<void> {
  await deleteInBatches(db, table, sql`job_id = ${jobId}`, signal);
}

/**
 * Staging tables that were one import's own and have nobody who needs them: `staged_<entity>_<job id>`, where Postgres
 * may have cut the end of a long name.
 */
export async function listStrayTables(db: Query): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relkind = 'r' and pg_table_is_visible(oid) and relname ~ '^staged_.*_[0-9a-f]{20,32}$' and not exists (
      select from job where ${inUse} and starts_with(replace(id::text, '-', ''), substring(relname from '[0-9a-f]+$'))
    ) order by relname`.execute(db);
  return rows.map(({ name }) => name);
}

/** False where somebody still works in the table: whoever would wait for the drop, others would wait for it. */
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
