import { isValidated } from "../src/db/integrity/subjects.js";
import { stillRunning } from "../src/db/jobs/job-transitions.js";
import { analyzeTable, fewRows, preferIndexes } from "../src/db/planner.js";
import { rejectRepeatedKeys } from "../src/db/rows/reject-duplicates.js";
import { forgetChunks, lostChunks } from "../src/db/staging/staged-rows.js";
import { indexStagedKeys } from "../src/db/staging/staging-tables.js";
import type { Deps } from "../src/deps.js";
import type { LostChunks } from "./contract.js";
import { JobEnded, plannedJob, stepTransaction } from "./pipeline/import-step.js";

/** Finds rows that share a key, which no chunk can see alone. */
export async function rejectDuplicates({ db }: Deps, jobId: string): Promise<LostChunks> {
  const { job, staged } = await plannedJob({ db }, jobId);
  const rows = job.rowsTotal ?? 0;
  return stepTransaction(db, { name: `duplicates ${jobId}` }, async ({ trx }) => {
    const lost = await lostChunks(trx, jobId);
    await forgetChunks(trx, jobId, lost);
    if (lost.length > 0) return { lost };
    // The global validation looks rows up by their keys; nobody else does.
    if (isValidated(staged.entity)) await indexStagedKeys(trx, staged);
    if (rows > fewRows) await analyzeTable(trx, staged.staging);
    await preferIndexes(trx, rows);
    await rejectRepeatedKeys(trx, staged);
    if (!(await stillRunning(trx, jobId))) throw new JobEnded("the job ended while duplicates were sought");
    return { lost };
  });
}
