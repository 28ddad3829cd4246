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
 * The end of every import: a job still open becomes failed with the error, one that is being cancelled is cancelled,
 * and its table of hashes goes. Says which workflow is next.
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

/** A job that is being cancelled is brought to its end here, whether or not these steps succeed. */
async function cancelledThrough(db: Database, job: JobRow | undefined): Promise<JobRow | undefined> {
  if (job?.state !== "cancelling") return job;
  await completeCancel(db, job.id);
  return findJob(db.query, job.id);
}

/** What is left to do when a job has ended: others take its place and its turn, and a body with secrets goes. */
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
