import type { CopyTransaction } from "../src/db/database.js";
import { isConflict } from "../src/db/database-errors.js";
import { approvalTimeLeft } from "../src/db/jobs/approvals.js";
import { takeTurn } from "../src/db/jobs/turns.js";
import { entityVersion } from "../src/db/rows/entity-version.js";
import { unhashedRows } from "../src/db/rows/unhashed-secrets.js";
import { noteOutdated } from "../src/db/staging/chunks.js";
import { emptyStaging, forgetChunks, lostChunks, outdatedChunks, stagedTotals } from "../src/db/staging/staged-rows.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { Unready } from "./contract.js";
import { type PlannedJob, plannedJob, stepTransaction } from "./pipeline/import-step.js";
import { settleImport } from "./pipeline/settle-import.js";

const mostRepetitions = 20;

/**
 * The one transaction that makes an import true (section D 3): it checks that everything is staged, decides what
 * depends on stored rows, writes, and ends the job. Whatever another import committed meanwhile and collides with it
 * rolls it back, and it decides anew. A dry run decides and counts on one snapshot, and writes only its report; any
 * other import does nothing before its turn (section D 9), and deletes nothing beyond the guard before somebody agreed.
 */
export async function applyImport(deps: ActivityDeps, jobId: string): Promise<Unready> {
  const { db, config, placeFreed } = deps;
  const asked = await approvalTimeLeft(db.query, jobId, config.approvalSeconds);
  if (asked !== null) return { lost: [], approvalWithinMs: asked };
  const planned = await plannedJob({ db }, jobId);
  const blockedBy = await takeTurn(db.query, planned.job);
  if (blockedBy !== null) {
    placeFreed(planned.job.tenantId);
    return { lost: [], blockedBy };
  }
  const unready = await repeatedly(() =>
    stepTransaction(db, applyOptions(planned), (transaction) => applyOnce(transaction, planned, deps)),
  );
  if (unready.approvalWithinMs !== undefined) placeFreed(planned.job.tenantId);
  return unready;
}

/** How the transaction that applies a job runs: for a dry run on one snapshot, which blocks nobody (section D 8). */
export function applyOptions({ job: { id, dryRun } }: PlannedJob) {
  return dryRun ? ({ name: `dry run ${id}`, isolation: "repeatable read" } as const) : { name: `apply ${id}` };
}

/** Repeats a transaction that lost against another one. */
export async function repeatedly<T>(run: () => Promise<T>): Promise<T> {
  for (let repetition = 1; ; repetition++) {
    try {
      return await run();
    } catch (error) {
      if (!isConflict(error) || repetition === mostRepetitions) throw error;
    }
  }
}

async function applyOnce(
  { trx }: CopyTransaction,
  planned: PlannedJob,
  { config, secretKeys }: Pick<ActivityDeps, "config" | "secretKeys">,
): Promise<Unready> {
  const { job, staged } = planned;
  const missing = await lostChunks(trx, job.id);
  const outdated = await outdatedChunks(trx, job.id, await entityVersion(trx, staged));
  await noteOutdated(trx, job.id, outdated);
  const lost = [...new Set([...missing, ...outdated])].sort((a, b) => a - b);
  await forgetChunks(trx, job.id, lost);
  if (lost.length > 0) return { lost };
  if (!job.dryRun && (await unhashedRows(trx, staged, { limit: 1 })).length > 0) return { lost, unhashed: true };
  const { rows, recognised } = await stagedTotals(trx, job.id);
  const options = { toWrite: rows - recognised, guard: config.deletionGuard, secretKeys };
  const outcome = await settleImport(trx, planned, options);
  if (outcome !== null) return { lost };
  await emptyStaging(trx, job.id);
  return { lost, approvalWithinMs: config.approvalSeconds * 1_000 };
}
