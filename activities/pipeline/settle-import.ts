import type { Query } from "../../src/db/database.js";
import { StaleDecision } from "../../src/db/database-errors.js";
import { announceFindings } from "../../src/db/integrity/announce-findings.js";
import { type FindingChanges, lockFindings, previewFindings } from "../../src/db/integrity/findings.js";
import { forgetProposedDeletions, keepProposedDeletions } from "../../src/db/jobs/approvals.js";
import { finishJob } from "../../src/db/jobs/job-transitions.js";
import type { JobRow } from "../../src/db/jobs/jobs.js";
import { summarizeReports } from "../../src/db/reports/row-reports.js";
import { keepDifferences } from "../../src/db/reports/sampled-differences.js";
import {
  type AppliedCounts,
  applyRows,
  countChanges,
  pretendRows,
  reportOwnerChanges,
} from "../../src/db/rows/apply-rows.js";
import { type ApplyContext, rejectByStore } from "../../src/db/rows/decide-rows.js";
import { entityState } from "../../src/db/rows/entity-version.js";
import { type Accepted, latelyErasedSince, lostRows, rejectErased } from "../../src/db/rows/erased-subjects.js";
import { deleteLeaving, pretendDeleted } from "../../src/db/rows/leaving-rows.js";
import { breaksMode, rejectByMode } from "../../src/db/rows/reject-by-mode.js";
import { collectSentDeletions } from "../../src/db/rows/sent-deletions.js";
import type { Losing } from "../../src/db/rows/take-back.js";
import { DomainError } from "../../src/domain/errors.js";
import type { DeletionLimits } from "../../src/domain/hold.js";
import { type JobOutcome, noCounts } from "../../src/domain/job.js";
import type { SecretKeys } from "../../src/secret-key.js";
import { acceptedWith, JobEnded } from "./import-step.js";
import { validateWritten } from "./validate-written.js";
import { type Asking, askingOf, type FoundRows, isAllowed } from "./write-or-ask.js";

/**
 * Decides what depends on stored rows, writes, validates, and ends the job; a dry run only counts and reports. All is
 * done in the caller's transaction, which repeats upon a conflict. Null where the changes have to be approved first:
 * then only the question and the changes that it shows are stored.
 */
export async function settleImport(
  trx: Query,
  job: JobRow,
  context: ApplyContext,
  { compared, leaving: unnamed, deletes, deletions, secretKeys, direct }: SettleOptions,
): Promise<JobOutcome | null> {
  const accepted = acceptedWith(job, secretKeys);
  const { version, erased, hold } = await entityState(trx, context, { since: accepted.acceptedAt });
  await rejectErased(trx, context, { hashes: erased, keys: accepted.keys });
  await rejectByMode(trx, context, job.mode);
  const sent = deletes ? await collectSentDeletions(trx, context, job.mode) : { rows: 0, leaving: 0 };
  const leaving = unnamed + sent.leaving;
  // A rejected staged row may be the target of a written row, and a row taken back the target of staged rows.
  await direct.stageLosers("anything");
  do await rejectByStore(trx, context);
  while ((await direct.stageLosers("target gone")) > 0);
  if (compared?.changesOwners !== false || version !== compared.version) await reportOwnerChanges(trx, context);
  const found = await summarize(trx, job);
  if (job.onInvalid === "abort" && found.invalid > 0) return concludeImport(trx, job, found, null);
  // Rows that delete their key are valid, and write nothing.
  const toWrite = found.valid - sent.rows;
  const decided: Decided = { valid: toWrite, written: direct.written(), leaving, version, accepted };
  if (job.dryRun) return concludeImport(trx, job, found, await pretend(trx, context, decided));
  const asking = compared?.asking ?? (await askingOf(trx, job, { deletions, hold }));
  if (!(await isAllowed(trx, job, context, { ...found, toWrite, leaving }, asking))) return null;
  return concludeImport(trx, job, found, await writeAndValidate(trx, context, job, { ...decided, direct }));
}

interface SettleOptions {
  /**
   * What a comparison of the file with the store found, and at which version of the rows; null: there was no
   * comparison.
   */
  readonly compared: {
    readonly changesOwners: boolean;
    readonly version: number;
    readonly asking: Asking;
  } | null;
  /** How many stored rows are deleted because a snapshot does not name them. They are in `leaving_row`. */
  readonly leaving: number;
  /** Whether rows of the file may delete their key. */
  readonly deletes: boolean;
  /** The limits up to which rows are deleted unasked if the importer has no hold. */
  readonly deletions: DeletionLimits;
  readonly secretKeys: SecretKeys;
  readonly direct: DirectRows;
}

/** The rows that are in their table already, written from the file's bytes. */
interface DirectRows {
  /** How many such rows there are. */
  written(): number;
  /** Stages the rows that have to be decided together with other rows; returns how many. */
  stageLosers(losing: Losing): Promise<number>;
  /** Whether a row that was skipped as unchanged is now stored from other bytes. @param version of the entity's rows */
  hasStaleRows(version: number): Promise<boolean>;
}

/** What was decided, and at which version of the entity's rows. */
interface Decided {
  /** How many rows are written, or found unchanged. */
  readonly valid: number;
  /** How many of the valid rows are in their table already. */
  readonly written: number;
  readonly leaving: number;
  readonly version: number;
  readonly accepted: Accepted;
}

/** What was written, and how the findings changed. */
type Written = AppliedCounts & { readonly deleted: number; readonly findings: FindingChanges };

/** Counts the valid rows of a job, once all are judged. */
async function summarize(trx: Query, job: JobRow): Promise<FoundRows> {
  const { invalid, issuesByCode } = await summarizeReports(trx, job);
  return { valid: (job.rowsTotal ?? 0) - invalid, invalid, issuesByCode };
}

/** Ends a running job: with what was written, or as failed if invalid rows were to stop it. */
async function concludeImport(
  trx: Query,
  job: JobRow,
  { valid, invalid, issuesByCode }: FoundRows,
  written: Written | null,
): Promise<JobOutcome> {
  const { findings, ...changes } = written ?? { findings: null };
  const counts = { ...noCounts, ...changes, valid, invalid };
  const outcome: JobOutcome = written
    ? { state: invalid > 0 ? "complete_with_rejects" : "complete", counts, issuesByCode, error: null }
    : { state: "failed", counts, issuesByCode, error: { ...invalidRows(invalid), line: null } };
  // A package announces the changes of all its files together.
  const tells = findings !== null && job.packageId === null;
  if (tells) await announceFindings(trx, { tenantId: job.tenantId, jobId: job.id }, findings);
  if (!(await finishJob(trx, job, outcome, findings))) throw new JobEnded("the job ended while it was applied");
  return outcome;
}

async function writeAndValidate(
  trx: Query,
  context: ApplyContext,
  { id, mode, askedAt }: JobRow,
  { valid, written, leaving, version: decidedAt, accepted, direct }: Decided & Pick<SettleOptions, "direct">,
): Promise<Written> {
  const applied = await applyRows(trx, context, valid - written);
  if (breaksMode(mode, applied)) throw new StaleDecision("rows came or went since they were judged by the mode");
  const deleted = leaving > 0 ? await deleteLeaving(trx, context, leaving) : 0;
  if (mode === "snapshot" || askedAt !== null) await forgetProposedDeletions(trx, id);
  await lockFindings(trx, context.tenantId, context.entity);
  const counts = { ...applied, created: applied.created + written, deleted };
  const raises = counts.created + counts.updated + deleted > 0;
  const now = await entityState(trx, context, { since: latelyErasedSince(accepted.acceptedAt), raises });
  if (now.version !== decidedAt && (await lostRows(trx, context))) {
    throw new StaleDecision("a row was deleted while it was written");
  }
  if (await direct.hasStaleRows(now.version))
    throw new StaleDecision("a row that was skipped as unchanged was written");
  return { ...counts, findings: await validateWritten(trx, context, { accepted, written, deleted, now }) };
}

async function pretend(trx: Query, context: ApplyContext, { valid, leaving }: Decided): Promise<Written> {
  const counts = { ...(await countChanges(trx, context, valid)), deleted: leaving };
  if (counts.updated > 0) await keepDifferences(trx, context);
  await pretendRows(trx, context);
  if (leaving > 0) {
    await keepProposedDeletions(trx, context.id);
    await pretendDeleted(trx, context);
  }
  const version = await previewFindings(trx, { ...context, leaving: leaving > 0 });
  return { ...counts, findings: { version, opened: 0, closed: 0 } };
}

function invalidRows(invalid: number) {
  const { code, message, hint } = new DomainError(
    "INVALID_ROWS",
    `${invalid} ${invalid === 1 ? "row is" : "rows are"} invalid. With onInvalid=abort nothing is stored.`,
    "Correct the rows, or import with onInvalid=skip.",
  );
  return { code, message, hint };
}
