import { sql } from "kysely";
import type { Database, Query } from "../database.js";
import { databaseErrorCode } from "../database-errors.js";
import { deleteInBatches } from "../delete-in-batches.js";
import { stagingSchema } from "./staging-tables.js";

/** An import clears up behind itself, and gets some minutes to do so. */
const inUse = sql`(job.finished_at is null or job.finished_at > now() - interval '10 minutes')`;

/**
 * The jobs that have done-marks and do not need them: they have ended, or nobody knows them any more. One statement: what
 * it sees of the marks, it sees of the job, which was there before.
 */
export async function listStrayMarks(db: Query): Promise<string[]> {
  const { rows } = await sql<{ jobId: string }>`
    select distinct job_id from staged_chunk
    where not exists (select from job where job.id = staged_chunk.job_id and ${inUse}) order by job_id`.execute(db);
  return rows.map(({ jobId }) => jobId);
}

export async function removeStrayMarks(db: Query, jobId: string, signal: AbortSignal): Promise<void> {
  await deleteInBatches(db, "stagedChunk", sql`job_id = ${jobId}`, signal);
}

/** The staging tables of imports that are over, or that nobody knows. */
export async function listStrayTables(db: Query): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = ${stagingSchema}::regnamespace and relkind in ('r', 'p') and not relispartition and not exists (
      select from job where ${inUse} and relname = 'job_' || replace(id::text, '-', '')
    ) order by relname`.execute(db);
  return rows.map(({ name }) => `${stagingSchema}.${name}`);
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
