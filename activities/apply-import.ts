import { type AppliedCounts, applyRows, countChanges, pretendRows, reportOwnerChanges } from "../src/db/apply-rows.js";
import type { CopyTransaction, Query } from "../src/db/database.js";
import { isConflict, StaleDecision } from "../src/db/database-errors.js";
import { type ApplyContext, lostTargets, rejectByStore } from "../src/db/decide-rows.js";
import { missedErasure, rejectErased } from "../src/db/erased-subjects.js";
import { unhashedRows } from "../src/db/hash-secrets.js";
import { lockFindings, previewFindings, refreshFindings } from "../src/db/integrity/findings.js";
import { prepareValidation } from "../src/db/integrity/subjects.js";
import { finishJob } from "../src/db/job-transitions.js";
import { summarizeReports } from "../src/db/row-reports.js";
import { forgetChunks, lostChunks, preferIndexes } from "../src/db/staged-rows.js";
import { takeTurn } from "../src/db/turns.js";
import { DomainError } from "../src/domain/errors.js";
import { type JobOutcome, noCounts } from "../src/domain/job.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { Unready } from "./contract.js";
import { JobEnded, type PlannedJob, plannedJob, withHeartbeat } from "./import-step.js";

const mostRepetitions = 20;

/**
 * The one transaction that makes an import true (section D 3): it checks that everything is staged, decides what
 * depends on stored rows, writes, and ends the job. Whatever another import committed meanwhile and collides with it
 * rolls it back, and it decides anew. A dry run decides and counts on one snapshot, and writes only its report; any
 * other import does nothing before its turn (section D 9).
 */
export async function applyImport({ db, placeFreed }: ActivityDeps, jobId: string): Promise<Unready> {
  const planned = await plannedJob({ db }, jobId);
  const blockedBy = await takeTurn(db.query, planned.job);
  if (blockedBy !== null) {
    placeFreed(planned.job.tenantId);
    return { lost: [], blockedBy };
  }
  const options = planned.job.dryRun
    ? ({ name: `dry run ${jobId}`, isolation: "repeatable read" } as const)
    : { name: `apply ${jobId}` };
  return withHeartbeat(async () => {
    for (let repetition = 1; ; repetition++) {
      try {
        return await db.transaction(options, (transaction) => applyOnce(transaction, planned));
      } catch (error) {
        if (!isConflict(error) || repetition === mostRepetitions) throw error;
      }
    }
  });
}

async function applyOnce({ trx }: CopyTransaction, { job, entity, columns }: PlannedJob): Promise<Unready> {
  const { id, tenantId, importerId, dryRun } = job;
  const context = { id, tenantId, importerId, dryRun, entity, columns };
  const lost = await lostChunks(trx, entity, job.id);
  await forgetChunks(trx, job.id, lost);
  if (lost.length > 0) return { lost };
  if (!dryRun && (await unhashedRows(trx, entity, job, { limit: 1 })).length > 0) return { lost, unhashed: true };

  await prepareValidation(trx);
  await preferIndexes(trx, job.rowsTotal ?? 0);
  await rejectErased(trx, context, job.createdAt);
  await rejectByStore(trx, context);
  await reportOwnerChanges(trx, context);
  const { invalid, issuesByCode } = await summarizeReports(trx, job.id);
  const valid = (job.rowsTotal ?? 0) - invalid;
  const aborts = job.onInvalid === "abort" && invalid > 0;
  const write = dryRun ? pretend : writeAndValidate;
  const { version, ...changes } = aborts ? { version: null } : await write(trx, context, valid, job.createdAt);
  const counts = { ...noCounts, ...changes, valid, invalid };
  const outcome: JobOutcome = aborts
    ? { state: "failed", counts, issuesByCode, error: { ...invalidRows(invalid), line: null } }
    : { state: invalid > 0 ? "complete_with_rejects" : "complete", counts, issuesByCode, error: null };
  if (!(await finishJob(trx, job.id, outcome, version))) throw new JobEnded("the job ended while it was applied");
  return { lost };
}

/** What was written, and the version of the findings that it left. */
type Written = AppliedCounts & { readonly version: number };

async function writeAndValidate(trx: Query, context: ApplyContext, valid: number, acceptedAt: Date): Promise<Written> {
  const counts = await applyRows(trx, context, valid);
  await lockFindings(trx, context.tenantId);
  if ((await lostTargets(trx, context)) || (await missedErasure(trx, context, acceptedAt))) {
    throw new StaleDecision("a row was erased while it, or what refers to it, was written");
  }
  return { ...counts, version: (await refreshFindings(trx, { ...context, jobId: context.id })).version };
}

async function pretend(trx: Query, context: ApplyContext): Promise<Written> {
  const counts = await countChanges(trx, context);
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
