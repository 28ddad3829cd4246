import { Context } from "@temporalio/activity";
import type { FilePlan } from "../src/codecs/codec.js";
import { codecFor } from "../src/codecs/index.js";
import type { Query } from "../src/db/database.js";
import { startJob, stillRunning, storeLayout } from "../src/db/jobs/job-transitions.js";
import { findJob, type JobRow } from "../src/db/jobs/jobs.js";
import { lockUntilCommit } from "../src/db/lock.js";
import { type ChunkRow, insertChunks, listChunks } from "../src/db/staging/chunks.js";
import { createOwnStaging } from "../src/db/staging/staging-tables.js";
import type { Deps } from "../src/deps.js";
import { readableUntil } from "../src/domain/asset-bytes.js";
import { entityNamed } from "../src/domain/entities/index.js";
import { hashedField } from "../src/domain/entity.js";
import { jobBytes } from "../src/services/assets/job-bytes.js";
import type { PlannedImport } from "./contract.js";
import { JobEnded, type PlannedJob, stepTransaction, withPlan } from "./pipeline/import-step.js";
import { wayAtOnce } from "./write-at-once.js";

interface StartedJob {
  readonly planned: PlannedJob;
  readonly chunks: readonly ChunkRow[];
}

/** Starts the job, reads its file once, and stores where it will be cut; the first stored plan stands for ever. */
export async function planImport(deps: Deps, jobId: string): Promise<PlannedImport | null> {
  const started = await startAndPlan(deps, jobId, (trx, job, { chunks }) =>
    createOwnStaging(trx, entityNamed(job.entity), jobId, chunks.length),
  );
  if (!started) return null;
  const { db } = deps;
  const { planned, chunks } = started;
  const secrets = hashedField(planned.entity) !== null && !planned.job.dryRun;
  const atOnce = !secrets && (await wayAtOnce({ db }, planned)) !== null;
  return { chunks: chunks.length, rows: planned.job.rowsTotal ?? 0, secrets, atOnce };
}

/**
 * The same, with what else belongs to the plan, in its transaction. Null when the job has already ended.
 */
export async function startAndPlan(
  { db, assets, config }: Deps,
  jobId: string,
  prepare: (trx: Query, job: JobRow, plan: FilePlan) => Promise<void> = async () => undefined,
): Promise<StartedJob | null> {
  const job = await startJob(db.query, jobId);
  if (!job) return null;
  if (job.layout !== null) return { planned: withPlan(job), chunks: await listChunks(db.query, jobId) };
  const bytes = readableUntil(Context.current().cancellationSignal, await jobBytes({ assets }, job));
  const plan = await codecFor(job.assetContentType).plan(entityNamed(job.entity), bytes, config.limits);
  return stepTransaction(db, { name: `plan ${jobId}` }, async ({ trx }) => {
    await lockUntilCommit(trx, "plan", jobId);
    const current = await findJob(trx, jobId);
    if (current?.layout === null) {
      await insertChunks(trx, jobId, plan.chunks);
      await storeLayout(trx, jobId, plan);
      await prepare(trx, job, plan);
    }
    const stored = await findJob(trx, jobId);
    if (!stored || !(await stillRunning(trx, jobId))) throw new JobEnded("the job ended while it was planned");
    return { planned: withPlan(stored), chunks: await listChunks(trx, jobId) };
  });
}
