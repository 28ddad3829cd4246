import { Context } from "@temporalio/activity";
import type { FilePlan } from "../src/codecs/codec.js";
import { codecFor } from "../src/codecs/index.js";
import { startJob, stillRunning } from "../src/db/jobs/job-transitions.js";
import { findJob, type JobRow } from "../src/db/jobs/jobs.js";
import { lockUntilCommit } from "../src/db/lock.js";
import { storePlan } from "../src/db/staging/chunks.js";
import type { Deps } from "../src/deps.js";
import { readableUntil } from "../src/domain/asset-bytes.js";
import { entityNamed } from "../src/domain/entities/index.js";
import { hashedField } from "../src/domain/entity.js";
import { jobBytes } from "../src/services/assets/job-bytes.js";
import type { SurveyedFile } from "./contract.js";
import { JobEnded, stepTransaction } from "./pipeline/import-step.js";

/** Starts the job, reads its file once, and stores the plan; the first stored plan stands. Null when the job has ended. */
export async function surveyFile(deps: Deps, jobId: string): Promise<SurveyedFile | null> {
  // A question that is open belongs to a workflow that was reset: it will ask again.
  const job = await startJob(deps.db.query, jobId, ["queued", "running", "awaiting_approval"]);
  if (!job) return null;
  const rows = job.layout === null ? await surveyOnce(deps, job) : job.rowsTotal;
  const secrets = hashedField(entityNamed(job.entity)) !== null && !job.dryRun;
  return { rows: rows ?? 0, secrets };
}

async function surveyOnce(deps: Deps, job: JobRow): Promise<number | null> {
  const plan = await planFile(deps, job);
  return stepTransaction(deps.db, { name: `survey ${job.id}` }, async ({ trx }) => {
    await lockUntilCommit(trx, "plan", job.id);
    const current = await findJob(trx, job.id);
    if (current?.layout === null) await storePlan(trx, job.id, plan);
    if (!(await stillRunning(trx, job.id))) throw new JobEnded("the job ended while its file was surveyed");
    return current?.layout === null ? plan.rows : (current?.rowsTotal ?? null);
  });
}

/** Reads a job's file once. */
export async function planFile({ assets, config }: Deps, job: JobRow): Promise<FilePlan> {
  const bytes = readableUntil(Context.current().cancellationSignal, await jobBytes({ assets }, job));
  return codecFor(job.assetContentType).plan(entityNamed(job.entity), bytes, config.limits);
}
