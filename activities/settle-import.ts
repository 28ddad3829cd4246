import { type AppliedCounts, applyRows, countChanges, pretendRows, reportOwnerChanges } from "../src/db/apply-rows.js";
import type { Query } from "../src/db/database.js";
import { StaleDecision } from "../src/db/database-errors.js";
import { type ApplyContext, lostTargets, rejectByStore } from "../src/db/decide-rows.js";
import { entityVersion, raiseEntityVersion } from "../src/db/entity-version.js";
import { missedErasure, rejectErased } from "../src/db/erased-subjects.js";
import { lockFindings, previewFindings, refreshFindings } from "../src/db/integrity/findings.js";
import { type Change, prepareValidation, stagedKeys } from "../src/db/integrity/subjects.js";
import { finishJob } from "../src/db/job-transitions.js";
import type { JobRow } from "../src/db/jobs.js";
import { preferIndexes } from "../src/db/planner.js";
import { summarizeReports } from "../src/db/row-reports.js";
import { checkSlugs } from "../src/db/slug-constraint.js";
import { outdatedChunks } from "../src/db/staged-rows.js";
import { DomainError } from "../src/domain/errors.js";
import { type JobOutcome, noCounts } from "../src/domain/job.js";
import { JobEnded, type PlannedJob } from "./import-step.js";

/**
 * Decides about staged rows what depends on stored ones, writes, validates, and ends the job; a dry run only counts and
 * reports. All in the caller's transaction, which is to be repeated upon a conflict.
 *
 * @param toWrite how many staged rows may have to be written, by which the planner is prepared
 * @param seenVersion the version of the entity's rows in which rows of the job were recognised that are not staged
 */
export async function settleImport(
  trx: Query,
  planned: PlannedJob,
  toWrite: number,
  seenVersion: number | null = null,
): Promise<JobOutcome> {
  const { job, staged, columns } = planned;
  const context: ApplyContext = { ...staged, importerId: job.importerId, dryRun: job.dryRun, columns };
  await prepareValidation(trx);
  await preferIndexes(trx, toWrite);
  await rejectErased(trx, context, job.createdAt);
  await rejectByStore(trx, context);
  await reportOwnerChanges(trx, context);
  const found = await summarize(trx, job);
  if (job.onInvalid === "abort" && found.invalid > 0) return concludeImport(trx, job, found, null);
  const written = job.dryRun
    ? await pretend(trx, context, found.valid)
    : await writeAndValidate(trx, context, found.valid, { acceptedAt: job.createdAt, seenVersion });
  return concludeImport(trx, job, found, written);
}

/** What was found about a job's rows. */
interface FoundRows {
  readonly valid: number;
  readonly invalid: number;
  readonly issuesByCode: Readonly<Record<string, number>>;
}

/** What was written, and the version of the findings that it left. */
type Written = AppliedCounts & { readonly version: number };

/** How many rows of a job are valid, once all are judged. */
export async function summarize(trx: Query, job: JobRow): Promise<FoundRows> {
  const { invalid, issuesByCode } = await summarizeReports(trx, job.id);
  return { valid: (job.rowsTotal ?? 0) - invalid, invalid, issuesByCode };
}

/** Ends a job that still runs: with what was written, or as failed where invalid rows were to stop it. */
export async function concludeImport(
  trx: Query,
  job: JobRow,
  { valid, invalid, issuesByCode }: FoundRows,
  written: Written | null,
): Promise<JobOutcome> {
  const { version, ...changes } = written ?? { version: null };
  const counts = { ...noCounts, ...changes, valid, invalid };
  const outcome: JobOutcome = written
    ? { state: invalid > 0 ? "complete_with_rejects" : "complete", counts, issuesByCode, error: null }
    : { state: "failed", counts, issuesByCode, error: { ...invalidRows(invalid), line: null } };
  if (!(await finishJob(trx, job.id, outcome, version))) throw new JobEnded("the job ended while it was applied");
  return outcome;
}

async function writeAndValidate(
  trx: Query,
  context: ApplyContext,
  valid: number,
  since: DecidedSince,
): Promise<Written> {
  const counts = await applyRows(trx, context, valid);
  // Now, since at the commit it could wait for another import with the lock of the findings in its hands.
  await checkSlugs(trx, context.entity);
  const version = await validateWritten(trx, context, counts, since);
  return { ...counts, version };
}

/** What was true when rows were decided about. */
interface DecidedSince {
  readonly acceptedAt: Date;
  readonly seenVersion?: number | null;
  /** A query of the keys that may be new; those of the valid staged rows unless said otherwise. */
  readonly arrived?: Change["arrived"];
}

/**
 * What follows the writing of rows (section D 8): under the lock of the findings, whether all that was decided still
 * holds, and the findings brought up to date. Gives their version.
 */
export async function validateWritten(
  trx: Query,
  context: ApplyContext,
  { created, updated }: AppliedCounts,
  { acceptedAt, seenVersion = null, arrived = stagedKeys(context) }: DecidedSince,
): Promise<number> {
  await lockFindings(trx, context.tenantId);
  const version = await entityVersion(trx, context);
  const outdated = (await outdatedChunks(trx, context.id, version)).length > 0;
  if (outdated || (seenVersion !== null && seenVersion !== version))
    throw new StaleDecision("rows were written since this import recognised its own");
  if ((await lostTargets(trx, context)) || (await missedErasure(trx, context, acceptedAt))) {
    throw new StaleDecision("a row was erased while it, or what refers to it, was written");
  }
  if (created + updated > 0) await raiseEntityVersion(trx, context);
  return (await refreshFindings(trx, { ...context, arrived })).version;
}

async function pretend(trx: Query, context: ApplyContext, valid: number): Promise<Written> {
  const counts = await countChanges(trx, context, valid);
  await pretendRows(trx, context);
  return { ...counts, version: await previewFindings(trx, context) };
}

function invalidRows(invalid: number) {
  const { code, message, hint } = new DomainError(
    "INVALID_ROWS",
    `${invalid} ${invalid === 1 ? "row is" : "rows are"} invalid, and the import was to stop at any; nothing was stored.`,
    "Correct the rows, or import with onInvalid=skip.",
  );
  return { code, message, hint };
}
