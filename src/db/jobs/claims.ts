import { type RawBuilder, sql } from "kysely";
import type { Query } from "../database.js";
import { approvalUnheard } from "./approvals.js";
import type { JobRow } from "./jobs.js";
import { turnHasCome } from "./turns.js";
import { undoPending } from "./undo-requests.js";

/** Claims jobs that have a place and were never started. Each job is handed to one caller only. */
export async function claimUnstarted(db: Query, olderThanMs: number, limit: number): Promise<JobRow[]> {
  const unstarted = sql`state = 'queued' and admitted_at is not null and workflow_started_at is null`;
  return claim(db, sql`finished_at is null and ${unstarted}`, olderThanMs, limit);
}

/**
 * Claims open, started jobs that were not compared with Temporal for some time. Each job is handed to one caller only.
 */
export async function claimUnchecked(db: Query, olderThanMs: number, limit: number): Promise<JobRow[]> {
  return claim(db, sql`finished_at is null and workflow_started_at is not null`, olderThanMs, limit);
}

/** Claims jobs whose cancellation has begun and may have been abandoned. Each job is handed to one caller only. */
export async function claimCancelling(db: Query, olderThanMs: number, limit: number): Promise<JobRow[]> {
  return claim(db, sql`finished_at is null and state = 'cancelling'`, olderThanMs, limit);
}

/** Scheduled jobs that have a place, and whose workflow may still wait for it. */
const admittedUnheard = sql`(
  state = 'queued' and schedule_id is not null and admitted_at is not null and workflow_started_at is not null
)`;

/**
 * Claims jobs that have the turn, place or approval that their workflow still waits for. Each job is handed to one
 * caller only.
 */
export async function claimUnsignalled(db: Query, olderThanMs: number, limit: number): Promise<JobRow[]> {
  return claim(
    db,
    sql`finished_at is null and (${turnHasCome} or ${approvalUnheard} or ${admittedUnheard})`,
    olderThanMs,
    limit,
  );
}

/**
 * Claims jobs that ended some time ago and whose body with secrets still exists, because their last step did not run.
 */
export async function claimUndeletedBodies(db: Query, olderThanMs: number, limit: number): Promise<JobRow[]> {
  const secret = sql`(body = 'private' or (body = 'spooled' and names_secret)) and body_deleted_at is null`;
  return claim(db, sql`finished_at is not null and ${secret}`, olderThanMs, limit);
}

/**
 * Claims jobs that are to be undone, so that their workflows are started and signalled. Each job is handed to one
 * caller only.
 */
export async function claimUndoing(db: Query, olderThanMs: number, limit: number): Promise<JobRow[]> {
  return claim(db, undoPending, olderThanMs, limit);
}

async function claim(db: Query, which: RawBuilder<unknown>, olderThanMs: number, limit: number): Promise<JobRow[]> {
  const { rows } = await sql<{ jobId: string }>`
    update job_check set checked_at = now() where job_id in (
      select job_check.job_id from job_check join job on job.id = job_check.job_id
      where ${which}
        and job_check.checked_at < now() - ${olderThanMs} * interval '1 millisecond'
      order by job_check.checked_at limit ${limit}
      for update of job_check skip locked
    ) returning job_id`.execute(db);
  const ids = rows.map(({ jobId }) => jobId);
  return ids.length === 0 ? [] : db.selectFrom("job").selectAll().where("id", "in", ids).execute();
}
