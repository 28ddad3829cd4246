import { rejectDuplicates } from "../src/db/reject-duplicates.js";
import { useTransientStaging } from "../src/db/staging-tables.js";
import type { Deps } from "../src/deps.js";
import type { JobOutcome } from "../src/domain/job.js";
import { dropSecretBody } from "../src/job-bytes.js";
import { applyOptions, repeatedly } from "./apply-import.js";
import { finishImport } from "./finish-import.js";
import { withHeartbeat } from "./import-step.js";
import { startAndPlan } from "./plan-import.js";
import { settleImport } from "./settle-import.js";
import { stageChunk } from "./stage-chunk.js";

/**
 * Imports a small file in one step: between steps a job of milliseconds would wait longer than it works. Its rows are
 * staged and applied in one transaction; an attempt that dies leaves nothing of them.
 */
export async function importSmall(deps: Deps, jobId: string): Promise<JobOutcome> {
  const { db } = deps;
  return withHeartbeat(async () => {
    const started = await startAndPlan(deps, jobId);
    if (!started) return finishImport(deps, jobId, null);
    const { planned: stored, chunks } = started;
    const { job, entity, staged } = stored;
    const outcome = await repeatedly(() =>
      db.transaction(applyOptions(stored), async (transaction) => {
        const { trx } = transaction;
        const table = await useTransientStaging(trx, entity);
        const planned = { ...stored, staged: { ...staged, staging: table } };
        const target = { table, frozen: false, recognises: false };
        for (const chunk of chunks) await stageChunk(deps, transaction, planned, chunk, target);
        await rejectDuplicates(trx, planned.staged);
        return settleImport(trx, planned, job.rowsTotal ?? 0);
      }),
    );
    await dropSecretBody(deps, job);
    return outcome;
  });
}
