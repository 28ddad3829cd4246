import { failJob } from "../src/db/job-transitions.js";
import { findJob } from "../src/db/jobs.js";
import { dropStaging } from "../src/db/staged-rows.js";
import { nextInLine } from "../src/db/turns.js";
import { entityNamed } from "../src/domain/entities/index.js";
import { mostFrequentFirst } from "../src/domain/issue-counts.js";
import { countsInOrder, isTerminal, type JobError, noCounts } from "../src/domain/job.js";
import { dropSecretBody } from "../src/job-bytes.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { FinishedImport } from "./contract.js";
import { JobEnded, withHeartbeat } from "./import-step.js";

/** The end of every import: a job still open becomes failed with the error, and the staged rows go. Says who is next. */
export async function finishImport(
  { db, assets, placeFreed }: ActivityDeps,
  jobId: string,
  error: JobError | null,
): Promise<FinishedImport> {
  if (error) await failJob(db.query, jobId, error);
  const job = await findJob(db.query, jobId);
  if (!job || !isTerminal(job.state)) throw new JobEnded(`the job is ${job?.state ?? "gone"}`);
  placeFreed(job.tenantId);
  await withHeartbeat(() => dropStaging(db.query, entityNamed(job.entity), jobId));
  await dropSecretBody({ db, assets }, job);
  const counts = countsInOrder(job.counts ?? noCounts);
  const outcome = { state: job.state, counts, issuesByCode: mostFrequentFirst(job.issuesByCode), error: job.error };
  const next = await nextInLine(db.query, job);
  return next === null ? outcome : { ...outcome, next };
}
