import type { Query } from "../../src/db/database.js";
import { askApproval, leavesUnshown } from "../../src/db/jobs/approvals.js";
import type { JobRow } from "../../src/db/jobs/jobs.js";
import { keepDifferences } from "../../src/db/reports/sampled-differences.js";
import { countChanges } from "../../src/db/rows/apply-rows.js";
import type { ApplyContext } from "../../src/db/rows/decide-rows.js";
import { countOwned } from "../../src/db/rows/leaving-rows.js";
import { type DeletionGuard, reasonsToAsk } from "../../src/domain/deletion-guard.js";
import type { JobCounts } from "../../src/domain/job.js";
import { JobEnded } from "./import-step.js";

/** What was found about a job's rows. */
export interface FoundRows {
  readonly valid: number;
  readonly invalid: number;
  readonly issuesByCode: Readonly<Record<string, number>>;
}

/**
 * Whether a snapshot's deletions are within the guard, or were approved, each of them; if not, the job awaits approval
 * (section D 10).
 */
export async function isDeletionAllowed(
  trx: Query,
  job: JobRow,
  context: ApplyContext,
  {
    valid,
    invalid,
    issuesByCode,
    toWrite,
    leaving,
  }: FoundRows & { readonly toWrite: number; readonly leaving: number },
  guard: DeletionGuard,
): Promise<boolean> {
  const owned = await countOwned(trx, context);
  const isSnapshot = job.mode === "snapshot";
  const reasons = reasonsToAsk({ rows: job.rowsTotal ?? 0, invalid, owned, deleted: leaving, isSnapshot }, guard);
  if (reasons.length === 0) return true;
  if (job.approvedAt !== null && !(await leavesUnshown(trx, job.id))) return true;
  const changes = await countChanges(trx, context, toWrite);
  const counts: JobCounts = { ...changes, valid, invalid, deleted: leaving };
  await keepDifferences(trx, context);
  if (!(await askApproval(trx, job.id, { question: { reasons, owned }, counts, issuesByCode }))) {
    throw new JobEnded("the job ended while it was applied");
  }
  return false;
}
