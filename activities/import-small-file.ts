import { startJob } from "../src/db/jobs/job-transitions.js";
import type { JobRow } from "../src/db/jobs/jobs.js";
import { listChunks, storePlan } from "../src/db/staging/chunks.js";
import { namesSecret } from "../src/domain/names-secret.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { WrittenSmallFile } from "./contract.js";
import { afterEnd, finishImport } from "./finish-import.js";
import { JobEnded, withPlan } from "./pipeline/import-step.js";
import { type FileToWrite, writeImport } from "./pipeline/write-import.js";
import { writeInTurn } from "./pipeline/write-in-turn.js";
import { planFile } from "./survey-file.js";

/** Imports a small file in one step. Between several steps a job of milliseconds would wait longer than it works. */
export async function importSmallFile(deps: ActivityDeps, jobId: string): Promise<WrittenSmallFile> {
  try {
    const answer = await writeInTurn(deps, jobId, async () => {
      const job = await startJob(deps.db.query, jobId);
      if (!job) return null;
      const file = await smallFile(deps, job);
      const { planned, unstored } = file;
      const wait = async () => {
        if (unstored) await storePlan(deps.db.query, jobId, unstored);
      };
      return { job: planned.job, write: () => writeImport(deps, file), wait };
    });
    if ("outcome" in answer) return answer;
    return { outcome: "done", ended: await afterEnd(deps, answer.job, answer.written) };
  } catch (error) {
    if (error instanceof JobEnded) return { outcome: "done", ended: await finishImport(deps, jobId, null) };
    throw error;
  }
}

/** Returns a small file with its plan: the stored plan, or a plan for the transaction that writes the rows to store. */
async function smallFile(deps: ActivityDeps, job: JobRow): Promise<FileToWrite> {
  if (job.layout !== null) return { planned: withPlan(job), chunks: await listChunks(deps.db.query, job.id) };
  const plan = await planFile(deps, job);
  const { layout, rows: rowsTotal, warnings, chunks } = plan;
  const hasSecret = namesSecret(plan);
  const planned = withPlan({ ...job, layout, rowsTotal, warnings, namesSecret: hasSecret });
  if (!hasSecret) return { planned, chunks, unstored: plan };
  // A file with secrets is deleted at the job's end, however the job ends.
  await storePlan(deps.db.query, job.id, plan);
  return { planned, chunks };
}
