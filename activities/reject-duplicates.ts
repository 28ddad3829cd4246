import { stillRunning } from "../src/db/job-transitions.js";
import { rejectDuplicates as rejectDuplicateKeys } from "../src/db/reject-duplicates.js";
import { analyzeStaging, forgetChunks, lostChunks, preferIndexes } from "../src/db/staged-rows.js";
import type { Deps } from "../src/deps.js";
import type { LostChunks } from "./contract.js";
import { JobEnded, plannedJob, withHeartbeat } from "./import-step.js";

/** Finds rows that share a key, which no chunk can see alone. */
export async function rejectDuplicates({ db }: Deps, jobId: string): Promise<LostChunks> {
  const { job, entity } = await plannedJob({ db }, jobId);
  const rows = job.rowsTotal ?? 0;
  return withHeartbeat(async () => {
    await analyzeStaging(db.query, entity, rows);
    return db.transaction({ name: `duplicates ${jobId}` }, async ({ trx }) => {
      const lost = await lostChunks(trx, entity, jobId);
      await forgetChunks(trx, jobId, lost);
      if (lost.length > 0) return { lost };
      await preferIndexes(trx, rows);
      await rejectDuplicateKeys(trx, entity, jobId);
      if (!(await stillRunning(trx, jobId))) throw new JobEnded("the job ended while duplicates were sought");
      return { lost };
    });
  });
}
