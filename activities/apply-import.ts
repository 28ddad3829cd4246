import { applyRows, countChanges, reportOwnerChanges } from "../src/db/apply-rows.js";
import type { CopyTransaction } from "../src/db/database.js";
import { isConflict } from "../src/db/database-errors.js";
import { rejectByStore } from "../src/db/decide-rows.js";
import { finishJob } from "../src/db/job-transitions.js";
import { summarizeReports } from "../src/db/row-reports.js";
import { forgetChunks, lostChunks, preferIndexes } from "../src/db/staged-rows.js";
import type { Deps } from "../src/deps.js";
import { DomainError } from "../src/domain/errors.js";
import { type JobOutcome, noCounts } from "../src/domain/job.js";
import type { LostChunks } from "./contract.js";
import { JobEnded, type PlannedJob, plannedJob, withHeartbeat } from "./import-step.js";

const mostRepetitions = 20;

/**
 * The one transaction that makes an import true (section D 3): it checks that everything is staged, decides what
 * depends on stored rows, writes, and ends the job. Whatever another import committed meanwhile and collides with it
 * rolls it back, and it decides anew. A dry run decides and counts on one snapshot, and writes only its report.
 */
export async function applyImport({ db }: Deps, jobId: string): Promise<LostChunks> {
  const planned = await plannedJob({ db }, jobId);
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

async function applyOnce({ trx }: CopyTransaction, { job, entity, columns }: PlannedJob): Promise<LostChunks> {
  const { id, tenantId, importerId, dryRun } = job;
  const context = { id, tenantId, importerId, dryRun, entity, columns };
  const lost = await lostChunks(trx, entity, job.id);
  await forgetChunks(trx, job.id, lost);
  if (lost.length > 0) return { lost };

  await preferIndexes(trx, job.rowsTotal ?? 0);
  await rejectByStore(trx, context);
  await reportOwnerChanges(trx, context);
  const { invalid, issuesByCode } = await summarizeReports(trx, job.id);
  const valid = (job.rowsTotal ?? 0) - invalid;
  const aborts = job.onInvalid === "abort" && invalid > 0;
  const changes = aborts
    ? noCounts
    : job.dryRun
      ? await countChanges(trx, context)
      : await applyRows(trx, context, valid);
  const counts = { ...noCounts, ...changes, valid, invalid };
  const outcome: JobOutcome = aborts
    ? { state: "failed", counts, issuesByCode, error: { ...invalidRows(invalid), line: null } }
    : { state: invalid > 0 ? "complete_with_rejects" : "complete", counts, issuesByCode, error: null };
  if (!(await finishJob(trx, job.id, outcome))) throw new JobEnded("the job ended while it was applied");
  return { lost };
}

function invalidRows(invalid: number) {
  const { code, message, hint } = new DomainError(
    "INVALID_ROWS",
    `${invalid} ${invalid === 1 ? "row is" : "rows are"} invalid, and the import was to stop at any; nothing was stored.`,
    "Correct the rows, or import with onInvalid=skip.",
  );
  return { code, message, hint };
}
