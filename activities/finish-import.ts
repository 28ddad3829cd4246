import type { Database } from "../src/db/database.js";
import { completeCancel } from "../src/db/jobs/cancel-job.js";
import { failJob } from "../src/db/jobs/job-transitions.js";
import { findJob, type JobRow } from "../src/db/jobs/jobs.js";
import { nextInLine } from "../src/db/jobs/turns.js";
import { dropHashTable } from "../src/db/staging/own-tables.js";
import { mostFrequentFirst } from "../src/domain/issue-counts.js";
import { countsInOrder, isTerminal, type JobError, type JobOutcome, noCounts } from "../src/domain/job.js";
import { dropSecretBody } from "../src/services/assets/job-bytes.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { FinishedImport } from "./contract.js";
import { JobEnded } from "./pipeline/import-step.js";

/**
 * Ends every import: a job that is still open becomes failed with the error, and a job that is being cancelled becomes
 * cancelled. Drops the job's table of hashes. Returns which workflow is next.
 */
export async function finishImport(deps: ActivityDeps, jobId: string, error: JobError | null): Promise<FinishedImport> {
  const { db } = deps;
  if (error) await db.transaction({ name: "fail import" }, ({ trx }) => failJob(trx, jobId, error));
  const job = await cancelledThrough(db, await findJob(db.query, jobId));
  if (!job || !isTerminal(job.state)) throw new JobEnded(`the job is ${job?.state ?? "gone"}`);
  await dropHashTable(db.query, jobId);
  const counts = countsInOrder(job.counts ?? noCounts);
  const outcome = { state: job.state, counts, issuesByCode: mostFrequentFirst(job.issuesByCode), error: job.error };
  return afterEnd(deps, job, outcome);
}

/** Completes a cancellation, whether or not the steps of the cancellation succeed. */
async function cancelledThrough(db: Database, job: JobRow | undefined): Promise<JobRow | undefined> {
  if (job?.state !== "cancelling") return job;
  await completeCancel(db, job.id);
  return findJob(db.query, job.id);
}

/** Frees the place and the turn of a job that has ended for other jobs, and deletes a body with secrets. */
export async function afterEnd(
  { db, assets, metrics, placeFreed, runFailed }: ActivityDeps,
  job: JobRow,
  outcome: JobOutcome,
): Promise<FinishedImport> {
  placeFreed(job.tenantId);
  if (job.scheduleId !== null && outcome.state === "failed") runFailed(job.scheduleId);
  await dropSecretBody({ db, assets }, job);
  const next = await nextInLine(db.query, job);
  // Last: until here the step may be repeated.
  metrics.importEnded(job, outcome.counts);
  return next === null ? outcome : { ...outcome, next };
}
