import { type RawBuilder, sql } from "kysely";
import type { FileLayout } from "../domain/file-layout.js";
import type { Issue } from "../domain/issue.js";
import type { JobError, JobOutcome, JobState } from "../domain/job.js";
import { namesSecret } from "../domain/names-secret.js";
import { approvalUnheard, nothingWritten } from "./approvals.js";
import type { Query } from "./database.js";
import type { JobRow } from "./jobs.js";
import { turnHasCome } from "./turns.js";
import { undoPending } from "./undo-requests.js";

/**
 * queued → running, by the first attempt of the first activity; later ones find it running. One that finds a question
 * open belongs to an attempt whose answer was lost, or to a workflow that was reset: it will ask again.
 */
export async function startJob(db: Query, id: string): Promise<JobRow | undefined> {
  return db
    .updateTable("job")
    .set({
      state: "running",
      startedAt: sql`coalesce(started_at, now())`,
      admittedAt: sql`coalesce(admitted_at, now())`,
      workflowStartedAt: sql`coalesce(workflow_started_at, now())`,
    })
    .where("id", "=", id)
    .where("state", "in", ["queued", "running", "awaiting_approval"])
    .returningAll()
    .executeTakeFirst();
}

/** Notes that Temporal has the workflow, so that the starter leaves the job alone. */
export async function markWorkflowStarted(db: Query, id: string): Promise<void> {
  await db
    .updateTable("job")
    .set({ workflowStartedAt: sql`coalesce(workflow_started_at, now())` })
    .where("id", "=", id)
    .execute();
}

/**
 * The last statement before the COMMIT of whatever stages rows: true while the job runs, and holds that until the
 * commit. False means somebody ended the job, and the transaction must go back.
 */
export async function stillRunning(trx: Query, id: string): Promise<boolean> {
  const row = await trx
    .selectFrom("job")
    .select("id")
    .where("id", "=", id)
    .where("state", "=", "running")
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether the job runs at the moment; nothing holds it to that. */
export async function isRunning(db: Query, id: string): Promise<boolean> {
  const row = await db
    .selectFrom("job")
    .select("id")
    .where("id", "=", id)
    .where("state", "=", "running")
    .executeTakeFirst();
  return row !== undefined;
}

/** Keeps what the plan found about the file. */
export async function storeLayout(
  trx: Query,
  id: string,
  plan: { readonly layout: FileLayout; readonly rows: number; readonly warnings: readonly Issue[] },
): Promise<void> {
  await trx
    .updateTable("job")
    .set({
      layout: JSON.stringify(plan.layout),
      rowsTotal: plan.rows,
      warnings: JSON.stringify(plan.warnings),
      namesSecret: namesSecret(plan.warnings),
    })
    .where("id", "=", id)
    .execute();
}

/**
 * running → its end, once; false when the job had already ended, and the transaction must go back. The version is that
 * of the findings it left.
 */
export async function finishJob(
  trx: Query,
  id: string,
  outcome: JobOutcome,
  integrityVersion: number | null,
): Promise<boolean> {
  const result = await trx
    .updateTable("job")
    .set({
      state: outcome.state,
      counts: JSON.stringify(outcome.counts),
      issuesByCode: JSON.stringify(outcome.issuesByCode),
      error: outcome.error === null ? null : JSON.stringify(outcome.error),
      integrityVersion,
      images: outcome.error === null ? sql<"none" | "kept">`case when dry_run then 'none' else 'kept' end` : "none",
      finishedAt: sql`clock_timestamp()`,
    })
    .where("id", "=", id)
    .where("state", "=", "running")
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** awaiting_approval → cancelled, since nobody agreed in time; false when somebody did, or ended the job. */
export async function expireApproval(db: Query, id: string, error: JobError): Promise<boolean> {
  return endUnwritten(db, id, "cancelled", error, ["awaiting_approval"]);
}

/** Any open state → failed; false when the job had already ended, or is being cancelled. */
export async function failJob(db: Query, id: string, error: JobError): Promise<boolean> {
  return endUnwritten(db, id, "failed", error, ["queued", "running", "awaiting_approval"]);
}

/** Ends a job that has written nothing, if it is in one of the states `from`. */
async function endUnwritten(
  db: Query,
  id: string,
  state: "cancelled" | "failed",
  error: JobError,
  from: readonly JobState[],
): Promise<boolean> {
  const result = await db
    .updateTable("job")
    .set({ state, error: JSON.stringify(error), counts: nothingWritten, finishedAt: sql`clock_timestamp()` })
    .where("id", "=", id)
    .where("state", "in", from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Notes that a job's body is gone. */
export async function markBodyDeleted(db: Query, id: string): Promise<void> {
  await db
    .updateTable("job")
    .set({ bodyDeletedAt: sql`coalesce(body_deleted_at, now())` })
    .where("id", "=", id)
    .execute();
}

/** Jobs that have a place and were never started; each is handed to one caller only. */
export async function claimUnstarted(db: Query, olderThanMs: number, limit: number): Promise<JobRow[]> {
  const unstarted = sql`state = 'queued' and admitted_at is not null and workflow_started_at is null`;
  return claim(db, sql`finished_at is null and ${unstarted}`, olderThanMs, limit);
}

/** Open, started jobs that nobody compared with Temporal for some time; each is handed to one caller only. */
export async function claimUnchecked(db: Query, olderThanMs: number, limit: number): Promise<JobRow[]> {
  return claim(db, sql`finished_at is null and workflow_started_at is not null`, olderThanMs, limit);
}

/** Jobs that somebody began to cancel, and may not be there to finish it; each is handed to one caller only. */
export async function claimCancelling(db: Query, olderThanMs: number, limit: number): Promise<JobRow[]> {
  return claim(db, sql`finished_at is null and state = 'cancelling'`, olderThanMs, limit);
}

/** Jobs that wait for a turn which has come, or for an approval which was given; each is handed to one caller only. */
export async function claimUntold(db: Query, olderThanMs: number, limit: number): Promise<JobRow[]> {
  return claim(db, sql`finished_at is null and (${turnHasCome} or ${approvalUnheard})`, olderThanMs, limit);
}

/** Jobs that ended some time ago and whose body with secrets is still there: their last step never came. */
export async function claimUndeletedBodies(db: Query, olderThanMs: number, limit: number): Promise<JobRow[]> {
  const secret = sql`(body = 'private' or (body = 'spooled' and names_secret)) and body_deleted_at is null`;
  return claim(db, sql`finished_at is not null and ${secret}`, olderThanMs, limit);
}

/** Jobs that are to be undone, so that their workflows are looked after; each is handed to one caller only. */
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
