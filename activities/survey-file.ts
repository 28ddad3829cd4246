import { Context } from "@temporalio/activity";
import { codecFor } from "../src/codecs/index.js";
import { startJob, stillRunning, storeLayout } from "../src/db/jobs/job-transitions.js";
import { findJob } from "../src/db/jobs/jobs.js";
import { lockUntilCommit } from "../src/db/lock.js";
import { type ChunkRow, insertChunks, listChunks } from "../src/db/staging/chunks.js";
import type { Deps } from "../src/deps.js";
import { readableUntil } from "../src/domain/asset-bytes.js";
import { entityNamed } from "../src/domain/entities/index.js";
import { hashedField } from "../src/domain/entity.js";
import { jobBytes } from "../src/services/assets/job-bytes.js";
import type { SurveyedFile } from "./contract.js";
import { JobEnded, type PlannedJob, stepTransaction, withPlan } from "./pipeline/import-step.js";

interface StartedJob {
  readonly planned: PlannedJob;
  readonly chunks: readonly ChunkRow[];
}

/** Starts the job, reads its file once, and stores the plan. */
export async function surveyFile(deps: Deps, jobId: string): Promise<SurveyedFile | null> {
  const started = await startAndSurvey(deps, jobId);
  if (!started) return null;
  const { entity, job } = started.planned;
  return { rows: job.rowsTotal ?? 0, secrets: hashedField(entity) !== null && !job.dryRun };
}

/** The same, and gives the plan; the first stored plan stands. Null when the job has already ended. */
export async function startAndSurvey({ db, assets, config }: Deps, jobId: string): Promise<StartedJob | null> {
  const job = await startJob(db.query, jobId);
  if (!job) return null;
  if (job.layout !== null) return { planned: withPlan(job), chunks: await listChunks(db.query, jobId) };
  const bytes = readableUntil(Context.current().cancellationSignal, await jobBytes({ assets }, job));
  const plan = await codecFor(job.assetContentType).plan(entityNamed(job.entity), bytes, config.limits);
  return stepTransaction(db, { name: `survey ${jobId}` }, async ({ trx }) => {
    await lockUntilCommit(trx, "plan", jobId);
    const current = await findJob(trx, jobId);
    if (current?.layout === null) {
      await insertChunks(trx, jobId, plan.chunks);
      await storeLayout(trx, jobId, plan);
    }
    const stored = await findJob(trx, jobId);
    if (!stored || !(await stillRunning(trx, jobId))) throw new JobEnded("the job ended while its file was surveyed");
    return { planned: withPlan(stored), chunks: await listChunks(trx, jobId) };
  });
}
