import type { Query } from "../src/db/database.js";
import { announceFindings } from "../src/db/integrity/announce-findings.js";
import { lockFindings, refreshFindings } from "../src/db/integrity/findings.js";
import { prepareValidation, stagedKeys } from "../src/db/integrity/subjects.js";
import { findJob, type JobRow } from "../src/db/jobs/jobs.js";
import { nextInLine, takeUndoTurn } from "../src/db/jobs/turns.js";
import { failUndo, finishUndo } from "../src/db/jobs/undo-requests.js";
import { repeatConflicts } from "../src/db/repeat-conflicts.js";
import { raiseEntityVersion } from "../src/db/rows/entity-version.js";
import { rereadReferrers } from "../src/db/rows/leaving-rows.js";
import { undoingTable, undoRows } from "../src/db/rows/undo-rows.js";
import type { Deps } from "../src/deps.js";
import { entityNamed } from "../src/domain/entities/index.js";
import type { JobError } from "../src/domain/job.js";
import type { UndoneImport } from "./contract.js";
import { JobEnded, stepTransaction } from "./pipeline/import-step.js";

/**
 * Undoes an import in its turn (section D 9): one transaction restores its rows, updates the findings under their lock
 * (section D 8), and makes the job undone.
 */
export async function undoImport({ db }: Deps, jobId: string): Promise<UndoneImport> {
  const job = await findJob(db.query, jobId);
  if (!job) throw new JobEnded("the job is gone");
  if (job.undoEndedAt === null) {
    const blockedBy = await takeUndoTurn(db.query, job);
    if (blockedBy !== null) return { blockedBy };
    await repeatConflicts(() => stepTransaction(db, { name: `undo ${jobId}` }, ({ trx }) => undoOnce(trx, job)));
  }
  return undoneImport({ db }, jobId);
}

async function undoOnce(trx: Query, { id, tenantId, entity: name }: JobRow): Promise<void> {
  const entity = entityNamed(name);
  await prepareValidation(trx);
  const counts = await undoRows(trx, { id, tenantId, entity });
  await lockFindings(trx, tenantId, entity);
  const leaving = counts.deleted > 0;
  if (leaving) await rereadReferrers(trx, { tenantId, entity });
  await raiseEntityVersion(trx, { tenantId, entity });
  const arrived = stagedKeys({ staging: undoingTable(entity) });
  const changes = await refreshFindings(trx, { tenantId, entity, arrived, leaving });
  await announceFindings(trx, { tenantId, jobId: id }, changes);
  if (!(await finishUndo(trx, id, counts, changes.version))) throw new JobEnded("the job is undone, or is not to be");
}

/** Ends an undo that met a fault. None of its changes was stored. */
export async function giveUpUndo({ db }: Deps, jobId: string, error: JobError): Promise<UndoneImport> {
  await failUndo(db.query, jobId, error);
  return undoneImport({ db }, jobId);
}

/** Returns how the undo ended, and the workflow whose turn has come. */
async function undoneImport({ db }: Pick<Deps, "db">, jobId: string): Promise<UndoneImport> {
  const job = await findJob(db.query, jobId);
  if (!job) throw new JobEnded("the job is gone");
  const next = await nextInLine(db.query, job);
  return { outcome: job.undo ?? { counts: null, error: null }, ...(next === null ? {} : { next }) };
}
