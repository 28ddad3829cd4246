import { Context } from "@temporalio/activity";
import { codecFor } from "../src/codecs/index.js";
import { startJob, stillRunning } from "../src/db/jobs/job-transitions.js";
import type { JobRow } from "../src/db/jobs/jobs.js";
import { storePlan } from "../src/db/staging/chunks.js";
import type { Deps } from "../src/deps.js";
import { readableUntil } from "../src/domain/asset-bytes.js";
import { formulaWarnings } from "../src/domain/detected-file.js";
import { entityNamed } from "../src/domain/entities/index.js";
import { hashedField } from "../src/domain/entity.js";
import type { FilePlan } from "../src/domain/file-plan.js";
import { plainType } from "../src/domain/job-file.js";
import { jobBytes } from "../src/services/assets/job-bytes.js";
import type { SurveyedFile } from "./contract.js";
import { JobEnded, stepTransaction } from "./pipeline/import-step.js";

/**
 * Starts the job, reads its file once, and stores the plan; a plan that is stored already is kept. Null when the job
 * has ended.
 */
export async function surveyFile(deps: Deps, jobId: string): Promise<SurveyedFile | null> {
  // An open question belongs to a workflow that was reset, which will ask again.
  const job = await startJob(deps.db.query, jobId, ["queued", "running", "awaiting_approval"]);
  if (!job) return null;
  const rows = job.layout === null ? await surveyOnce(deps, job) : job.rowsTotal;
  const secrets = hashedField(entityNamed(job.entity)) !== null && !job.dryRun;
  return { rows: rows ?? 0, secrets };
}

async function surveyOnce(deps: Deps, job: JobRow): Promise<number> {
  const plan = await planFile(deps, job);
  await stepTransaction(deps.db, { name: `survey ${job.id}` }, async ({ trx }) => {
    await storePlan(trx, job.id, plan);
    if (!(await stillRunning(trx, job.id))) throw new JobEnded("the job ended while its file was surveyed");
  });
  return plan.rows;
}

/** Reads a job's file once, and returns its plan. */
export async function planFile({ assets, config }: Deps, job: JobRow): Promise<FilePlan> {
  const bytes = readableUntil(Context.current().cancellationSignal, await jobBytes({ assets }, job));
  const plan = await codecFor(plainType(job)).plan(entityNamed(job.entity), bytes, config.limits, job.mapping);
  return { ...plan, warnings: [...formulaWarnings(job.detected), ...plan.warnings] };
}
