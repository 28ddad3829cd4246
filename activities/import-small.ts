import { approvalTimeLeft } from "../src/db/jobs/approvals.js";
import { takeTurn } from "../src/db/jobs/turns.js";
import { forgetReports } from "../src/db/reports/row-reports.js";
import { rejectRepeatedKeys } from "../src/db/rows/reject-duplicates.js";
import { useTransientStaging } from "../src/db/staging/staging-tables.js";
import type { ActivityDeps } from "./activity-deps.js";
import { applyOptions, repeatedly } from "./apply-import.js";
import type { SmallImport } from "./contract.js";
import { afterEnd, finishImport } from "./finish-import.js";
import { stepTransaction } from "./pipeline/import-step.js";
import { settleImport } from "./pipeline/settle-import.js";
import { stageChunk } from "./pipeline/stage-chunk.js";
import { startAndPlan } from "./plan-import.js";

/**
 * Imports a small file in one step: between steps a job of milliseconds would wait longer than it works. Its rows are
 * staged and applied in one transaction; an attempt that dies leaves nothing of them.
 */
export async function importSmall(deps: ActivityDeps, jobId: string): Promise<SmallImport> {
  const { db, config, secretKeys, placeFreed } = deps;
  const asked = await approvalTimeLeft(db.query, jobId, config.approvalSeconds);
  if (asked !== null) return { approvalWithinMs: asked };
  const started = await startAndPlan(deps, jobId);
  if (!started) return { ended: await finishImport(deps, jobId, null) };
  const { planned: stored, chunks } = started;
  const { job, entity, staged } = stored;
  const blockedBy = await takeTurn(db.query, job);
  if (blockedBy !== null) {
    placeFreed(job.tenantId);
    return { blockedBy };
  }
  const outcome = await repeatedly(() =>
    stepTransaction(db, applyOptions(stored), async (transaction) => {
      const { trx } = transaction;
      // What an attempt found that asked for approval, and whose answer was lost, is found anew.
      await forgetReports(trx, jobId);
      const table = await useTransientStaging(trx, entity);
      const planned = { ...stored, staged: { ...staged, staging: table } };
      const target = { table, frozen: false, recognises: false };
      for (const chunk of chunks) await stageChunk(deps, transaction, planned, chunk, target);
      await rejectRepeatedKeys(trx, planned.staged);
      return settleImport(trx, planned, { toWrite: job.rowsTotal ?? 0, guard: config.deletionGuard, secretKeys });
    }),
  );
  if (outcome === null) {
    placeFreed(job.tenantId);
    return { approvalWithinMs: config.approvalSeconds * 1_000 };
  }
  return { ended: await afterEnd(deps, job, outcome) };
}
