import { sql } from "kysely";
import type { DetectedFile } from "../../domain/detected-file.js";
import type { JobError, JobOutcome, JobState } from "../../domain/job.js";
import { jobEvent } from "../../domain/webhooks/job-event.js";
import type { Query } from "../database.js";
import type { FindingChanges } from "../integrity/findings.js";
import { noteFile } from "../schedules/new-files.js";
import { announceJob } from "../webhooks/announce-job.js";
import { announcement } from "../webhooks/outbox.js";
import { nothingWritten } from "./approvals.js";
import type { JobRow } from "./jobs.js";

/**
 * queued → running, by the first attempt of the first activity. Later attempts find the job running. Returns undefined
 * if the job is in another state.
 */
export async function startJob(
  db: Query,
  id: string,
  from: readonly JobState[] = ["queued", "running"],
): Promise<JobRow | undefined> {
  return db
    .updateTable("job")
    .set({
      state: "running",
      startedAt: sql`coalesce(started_at, now())`,
      admittedAt: sql`coalesce(admitted_at, now())`,
      workflowStartedAt: sql`coalesce(workflow_started_at, now())`,
    })
    .where("id", "=", id)
    .where("state", "in", from)
    .returningAll()
    .executeTakeFirst();
}

/** Records that Temporal has the workflow, so that the starter leaves the job alone. */
export async function markWorkflowStarted(db: Query, id: string): Promise<void> {
  await db
    .updateTable("job")
    .set({ workflowStartedAt: sql`coalesce(workflow_started_at, now())` })
    .where("id", "=", id)
    .execute();
}

/**
 * Returns whether the job runs, and locks its row until the commit, so that it stays so. This is the last statement
 * before the COMMIT of a transaction that stages rows. False means that another transaction ended the job, and the
 * transaction must be rolled back.
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

/** Returns whether the job runs at the moment, without a lock. */
export async function isRunning(db: Query, id: string): Promise<boolean> {
  const row = await db
    .selectFrom("job")
    .select("id")
    .where("id", "=", id)
    .where("state", "=", "running")
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * A dry run and a package keep no before-images: a dry run writes no rows, and a package's files have their own jobs.
 */
const keptImages = sql<"none" | "kept">`case when dry_run or package is not null then 'none' else 'kept' end`;

/**
 * running → a final state, once, with its event. Returns false if the job had already ended; the transaction must then
 * be rolled back.
 *
 * @param findings the version of the findings after the job, and how many it opened and closed; null: it changed none
 */
export async function finishJob(
  trx: Query,
  job: JobRow,
  { state, counts, issuesByCode, error }: JobOutcome,
  findings: FindingChanges | null,
): Promise<boolean> {
  const event = jobEvent({ ...job, state, counts, issuesByCode, error, finishedAt: new Date() });
  // One statement, so that a small import waits for fewer round trips.
  const announced =
    event === null ? sql`select` : sql`${announcement(event, sql`exists (select from finished)`)} returning id`;
  const { rows } = await sql`
    with finished as (
      update job set
        state = ${state},
        counts = ${JSON.stringify(counts)},
        issues_by_code = ${JSON.stringify(issuesByCode)},
        warnings = ${JSON.stringify(job.warnings)},
        error = ${error && JSON.stringify(error)},
        integrity_version = ${findings?.version ?? null},
        findings_opened = ${findings?.opened ?? 0},
        findings_closed = ${findings?.closed ?? 0},
        images = ${error === null ? keptImages : "none"},
        finished_at = clock_timestamp()
      where id = ${job.id} and state = 'running'
      returning id
    ), announced as (${announced})
    select id from finished`.execute(trx);
  return rows.length === 1;
}

/** Stores which bytes a running job has downloaded. Returns false if the job has ended or is being cancelled. */
export async function storeDownload(
  trx: Query,
  id: string,
  bytes: Pick<JobRow, "assetSha256" | "assetSize" | "assetContentType" | "sourceVersion" | "namesSecret">,
): Promise<boolean> {
  const stored = await trx
    .updateTable("job")
    .set(bytes)
    .where("id", "=", id)
    .where("finishedAt", "is", null)
    .where("state", "<>", "cancelling")
    .returning(["scheduleId", "assetSha256"])
    .executeTakeFirst();
  if (stored?.scheduleId) await noteFile(trx, stored.scheduleId, stored.assetSha256);
  return stored !== undefined;
}

/**
 * Stores the sha256 of a running job's unpacked bytes, and their format. Returns false if the job has ended or is being
 * cancelled.
 */
export async function storePlainFile(
  trx: Query,
  id: string,
  plainSha256: string,
  detected: DetectedFile,
  { hasSecret }: { readonly hasSecret: boolean },
): Promise<boolean> {
  const result = await trx
    .updateTable("job")
    .set({ plainSha256, detected: JSON.stringify(detected), ...(hasSecret && { namesSecret: true }) })
    .where("id", "=", id)
    .where("finishedAt", "is", null)
    .where("state", "<>", "cancelling")
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * awaiting_approval → cancelled, since no person approved in time. Returns false if a person did, or the job had ended.
 */
export async function expireApproval(trx: Query, id: string, error: JobError): Promise<boolean> {
  return endUnwritten(trx, id, "cancelled", error, ["awaiting_approval"]);
}

/** Any open state → failed. Returns false if the job had already ended, or is being cancelled. */
export async function failJob(trx: Query, id: string, error: JobError): Promise<boolean> {
  return endUnwritten(trx, id, "failed", error, ["queued", "running", "awaiting_approval"]);
}

/** Ends a job that has written nothing, if it is in one of the states `from`. */
async function endUnwritten(
  trx: Query,
  id: string,
  state: "cancelled" | "failed",
  error: JobError,
  from: readonly JobState[],
): Promise<boolean> {
  const ended = await trx
    .updateTable("job")
    .set({ state, error: JSON.stringify(error), counts: nothingWritten, finishedAt: sql`clock_timestamp()` })
    .where("id", "=", id)
    .where("state", "in", from)
    .returningAll()
    .executeTakeFirst();
  if (ended) await announceJob(trx, ended);
  return ended !== undefined;
}

/** Records that a job's body was deleted. */
export async function markBodyDeleted(db: Query, id: string): Promise<void> {
  await db
    .updateTable("job")
    .set({ bodyDeletedAt: sql`coalesce(body_deleted_at, now())` })
    .where("id", "=", id)
    .execute();
}

/**
 * Records that the bodies of jobs were deleted, for each ended job of the tenant with the same bytes. Returns the
 * sha256 of the bodies.
 */
export async function markSpooledSources(db: Query, tenantId: string, jobIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ assetSha256: string }>`
    update job set body_deleted_at = coalesce(body_deleted_at, now())
    where tenant_id = ${tenantId} and body = 'spooled' and finished_at is not null and asset_sha256 in (
      select asset_sha256 from job where id = any(${jobIds}::uuid[]) and body = 'spooled' and asset_sha256 <> ''
    ) returning asset_sha256`.execute(db);
  return [...new Set(rows.map(({ assetSha256 }) => assetSha256))];
}
