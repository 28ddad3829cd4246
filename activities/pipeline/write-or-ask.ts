import { fate } from "../../src/codecs/codec.js";
import type { Query } from "../../src/db/database.js";
import { askApproval, leavesUnshown } from "../../src/db/jobs/approvals.js";
import type { JobRow } from "../../src/db/jobs/jobs.js";
import { keepDifferences } from "../../src/db/reports/sampled-differences.js";
import { countChanges } from "../../src/db/rows/apply-rows.js";
import type { ApplyContext } from "../../src/db/rows/decide-rows.js";
import { countOwned } from "../../src/db/rows/leaving-rows.js";
import { scheduleShortfall } from "../../src/db/schedules/expected-files.js";
import {
  type ApprovalReason,
  type ChangeLimits,
  changeLimits,
  type DeletionLimits,
  type Hold,
  looksAtChanges,
  reasonsOfChanges,
  reasonsToAsk,
} from "../../src/domain/hold.js";
import type { JobCounts } from "../../src/domain/job.js";
import { JobEnded } from "./import-step.js";

/** What an import may change unasked. */
export interface Asking {
  readonly limits: ChangeLimits;
  /** Why the import asks although it changes little: its file is too small. */
  readonly shortfall: readonly ApprovalReason[];
  /** Whether it might create or update more rows than is allowed unasked. */
  readonly mayExceed: boolean;
}

/**
 * Returns what an import may change by its importer's hold, and whether it might have to ask. A dry run changes
 * nothing, so it never asks.
 */
export async function askingOf(
  trx: Query,
  job: JobRow,
  { deletions, hold }: { readonly deletions: DeletionLimits; readonly hold: Hold | null },
): Promise<Asking> {
  if (job.dryRun) return { limits: changeLimits(deletions, null), shortfall: [], mayExceed: false };
  const limits = changeLimits(deletions, hold);
  // An approved file's bytes have not changed, so that their size is not checked again.
  const shortfall = job.approvedAt === null ? await scheduleShortfall(trx, job) : [];
  return { limits, shortfall, mayExceed: looksAtChanges(limits) };
}

/**
 * Decides again whether the import might have to ask, once every record has its fate: the most that it can create and
 * update may be within the limits. If it might ask, rows that would be written as they are read are staged.
 */
export async function askingWithFates(
  trx: Query,
  context: Pick<ApplyContext, "entity" | "tenantId" | "importerId">,
  asking: Asking,
  { fates, leaving }: { readonly fates: Uint8Array; readonly leaving: number },
): Promise<Asking> {
  const mayExceed = asking.mayExceed && (await couldExceed(trx, context, asking.limits, { fates, leaving }));
  if (mayExceed || asking.shortfall.length > 0) {
    for (let at = 0; at < fates.length; at++) if (fates[at] === fate.tuple) fates[at] = fate.stage;
  }
  return { ...asking, mayExceed };
}

async function couldExceed(
  trx: Query,
  context: Pick<ApplyContext, "entity" | "tenantId" | "importerId">,
  limits: ChangeLimits,
  { fates, leaving }: { readonly fates: Uint8Array; readonly leaving: number },
): Promise<boolean> {
  let [created, staged] = [0, 0];
  for (const is of fates) {
    if (is === fate.tuple) created++;
    else if (is === fate.stage) staged++;
  }
  const owned = await ownedIfAsked(trx, context, limits);
  const byCreating = reasonsOfChanges({ owned, created: created + staged, updated: 0, deleted: leaving }, limits);
  const byUpdating = reasonsOfChanges({ owned, created, updated: staged, deleted: leaving }, limits);
  return byCreating.length + byUpdating.length > 0;
}

/** The result of the decisions about a job's rows. */
export interface FoundRows {
  readonly valid: number;
  readonly invalid: number;
  readonly issuesByCode: Readonly<Record<string, number>>;
}

/**
 * Returns whether an import's changes are within the limits, or were approved; each deletion must have been approved.
 * If not, the job awaits approval (section D 10).
 */
export async function isAllowed(
  trx: Query,
  job: JobRow,
  context: ApplyContext,
  found: FoundRows & { readonly toWrite: number; readonly leaving: number },
  { limits, shortfall, mayExceed }: Asking,
): Promise<boolean> {
  const { valid, invalid, issuesByCode, toWrite, leaving } = found;
  if (leaving === 0 && shortfall.length === 0 && !mayExceed) return true;
  const looked = mayExceed ? await countChanges(trx, context, toWrite) : null;
  const { created, updated } = looked ?? { created: 0, updated: 0 };
  if (leaving + created + updated + shortfall.length === 0 || (await isApproved(trx, job, { created, updated })))
    return true;
  const owned = await countOwned(trx, context);
  const isSnapshot = job.mode === "snapshot";
  const planned = { rows: job.rowsTotal ?? 0, invalid, owned, created, updated, deleted: leaving, isSnapshot };
  const reasons = [...shortfall, ...reasonsToAsk(planned, limits)];
  if (reasons.length === 0) return true;
  const changes = looked ?? (await countChanges(trx, context, toWrite));
  const counts: JobCounts = { ...changes, valid, invalid, deleted: leaving };
  await keepDifferences(trx, context);
  const question = { reasons, owned, created: changes.created, updated: changes.updated };
  if (!(await askApproval(trx, job.id, { question, counts, issuesByCode }))) {
    throw new JobEnded("the job ended while it was applied");
  }
  return false;
}

/** Returns whether the approval covers all changes: each deletion was shown, and as many rows created and updated. */
async function isApproved(
  trx: Query,
  { id, approvedAt, approval }: JobRow,
  { created, updated }: { readonly created: number; readonly updated: number },
): Promise<boolean> {
  if (approvedAt === null || created > (approval?.created ?? 0) || updated > (approval?.updated ?? 0)) return false;
  return !(await leavesUnshown(trx, id));
}

/** Counts the importer's rows if a limit is a share of them, and otherwise returns 0. A large count takes long. */
async function ownedIfAsked(
  trx: Query,
  context: Pick<ApplyContext, "entity" | "tenantId" | "importerId">,
  { createdPercent, updatedPercent }: ChangeLimits,
): Promise<number> {
  return createdPercent === null && updatedPercent === null ? 0 : countOwned(trx, context);
}
