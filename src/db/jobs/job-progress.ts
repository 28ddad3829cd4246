import { sql } from "kysely";
import type { JobProgress } from "../../domain/job.js";
import type { Query } from "../database.js";

/** A job's known progress: the furthest that an answer has shown. */
export type KnownProgress = Pick<JobProgress, "stage" | "percent" | "rowsRead" | "rowsPerSecond">;

/**
 * Stores the progress of an open job, and returns its known progress. That never decreases: neither when the workflow
 * is reset or cannot be queried, nor when a crash of Postgres empties the staging table. Writes only changes.
 *
 * @param now the stage is null if it is unknown; the stored stage then stays
 */
export async function raiseProgress(
  db: Query,
  jobId: string,
  { stage, percent, rowsRead, rowsPerSecond }: KnownProgress,
): Promise<KnownProgress> {
  const { rows } = await sql<KnownProgress>`
    with raised as (
      insert into job_progress as known (job_id, stage, percent, rows_read, rows_per_second)
      values (${jobId}, ${stage}, ${percent}, ${rowsRead}, ${rowsPerSecond})
      on conflict (job_id) do update set
        stage = coalesce(excluded.stage, known.stage),
        percent = greatest(known.percent, excluded.percent),
        rows_read = greatest(known.rows_read, excluded.rows_read),
        rows_per_second = case when excluded.stage is null then known.rows_per_second else excluded.rows_per_second end
      where excluded.stage <> known.stage or (known.stage is null and excluded.stage is not null)
        or excluded.percent > known.percent or excluded.rows_read > known.rows_read
      returning stage, percent, rows_read, rows_per_second
    )
    select * from raised
    union all
    select stage, percent, rows_read, rows_per_second from job_progress where job_id = ${jobId} and not exists (select from raised)
    limit 1`.execute(db);
  return rows[0] ?? { stage, percent, rowsRead, rowsPerSecond };
}

/** Returns the known progress of jobs, by their ids. */
export async function knownProgresses(
  db: Query,
  jobIds: readonly string[],
): Promise<ReadonlyMap<string, KnownProgress>> {
  if (jobIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("jobProgress")
    .select(["jobId", "stage", "percent", "rowsRead", "rowsPerSecond"])
    .where("jobId", "in", jobIds)
    .execute();
  return new Map(rows.map(({ jobId, ...known }) => [jobId, known]));
}

/** Returns a job's known progress; null if none is stored. */
export async function knownProgress(db: Query, jobId: string): Promise<KnownProgress | null> {
  const known = await db
    .selectFrom("jobProgress")
    .select(["stage", "percent", "rowsRead", "rowsPerSecond"])
    .where("jobId", "=", jobId)
    .executeTakeFirst();
  return known ?? null;
}
