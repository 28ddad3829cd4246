import { failJob } from "../src/db/job-transitions.js";
import { findJob } from "../src/db/jobs.js";
import { dropOwnStaging } from "../src/db/staging-tables.js";
import type { Deps } from "../src/deps.js";
import { mostFrequentFirst } from "../src/domain/issue-counts.js";
import { countsInOrder, isTerminal, type JobError, type JobOutcome, noCounts } from "../src/domain/job.js";
import { dropSecretBody } from "../src/job-bytes.js";
import { JobEnded, withHeartbeat } from "./import-step.js";

/** The end of every import: a job still open becomes failed with the error, and the staged rows go. */
export async function finishImport({ db, assets }: Deps, jobId: string, error: JobError | null): Promise<JobOutcome> {
  if (error) await failJob(db.query, jobId, error);
  const job = await findJob(db.query, jobId);
  if (!job || !isTerminal(job.state)) throw new JobEnded(`the job is ${job?.state ?? "gone"}`);
  await withHeartbeat(() => dropOwnStaging(db.query, jobId));
  await dropSecretBody({ db, assets }, job);
  const counts = countsInOrder(job.counts ?? noCounts);
  return { state: job.state, counts, issuesByCode: mostFrequentFirst(job.issuesByCode), error: job.error };
}
