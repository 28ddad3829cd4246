import { codecFor } from "../src/codecs/index.js";
import { insertChunks, listChunks } from "../src/db/chunks.js";
import { hashedField } from "../src/db/hash-secrets.js";
import { startJob, stillRunning, storeLayout } from "../src/db/job-transitions.js";
import { findJob } from "../src/db/jobs.js";
import { lockUntilCommit } from "../src/db/lock.js";
import type { Deps } from "../src/deps.js";
import { entityNamed } from "../src/domain/entities/index.js";
import { jobBytes } from "../src/job-bytes.js";
import type { PlannedImport } from "./contract.js";
import { JobEnded, withHeartbeat } from "./import-step.js";

/** Starts the job, reads its file once, and stores where it will be cut; the first stored plan stands for ever. */
export async function planImport({ db, assets, config }: Deps, jobId: string): Promise<PlannedImport | null> {
  const job = await startJob(db.query, jobId);
  if (!job) return null;
  const entity = entityNamed(job.entity);
  if (job.layout !== null) return storedPlan();
  const codec = codecFor(job.assetContentType);
  const plan = await withHeartbeat(async () => {
    const bytes = await jobBytes({ assets }, job);
    return codec.plan(entity, bytes, config.limits);
  });
  await db.transaction({ name: `plan ${jobId}` }, async ({ trx }) => {
    await lockUntilCommit(trx, "plan", jobId);
    const current = await findJob(trx, jobId);
    if (current?.layout === null) {
      await insertChunks(trx, jobId, plan.chunks);
      await storeLayout(trx, jobId, plan);
    }
    if (!(await stillRunning(trx, jobId))) throw new JobEnded("the job ended while it was planned");
  });
  return storedPlan();

  async function storedPlan(): Promise<PlannedImport> {
    const chunks = await listChunks(db.query, jobId);
    const secrets = hashedField(entity) !== null && job?.dryRun === false;
    return { chunks: chunks.length, rows: chunks.reduce((sum, { rows }) => sum + rows, 0), secrets };
  }
}
