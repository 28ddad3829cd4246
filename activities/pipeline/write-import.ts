import { fate } from "../../src/codecs/codec.js";
import type { CopyTransaction, TransactionOptions } from "../../src/db/database.js";
import { isValidated } from "../../src/db/integrity/subjects.js";
import { analyzeTable, fewRows, preferIndexes } from "../../src/db/planner.js";
import { repeatConflicts } from "../../src/db/repeat-conflicts.js";
import { forgetReports } from "../../src/db/reports/row-reports.js";
import type { ApplyContext } from "../../src/db/rows/decide-rows.js";
import { importTables } from "../../src/db/rows/import-tables.js";
import { collectLeaving } from "../../src/db/rows/leaving-rows.js";
import { rejectRepeatedKeys } from "../../src/db/rows/reject-repeated-keys.js";
import { createSentDeletions } from "../../src/db/rows/sent-deletions.js";
import { hashStaged } from "../../src/db/rows/staged-secrets.js";
import { type Losing, takeBack } from "../../src/db/rows/take-back.js";
import { storePlan } from "../../src/db/staging/chunks.js";
import { differsNow, dropFileIndex } from "../../src/db/staging/file-index.js";
import { dropStaging, indexStaging, type Staging, useStaging } from "../../src/db/staging/staging-tables.js";
import { type AlteredValues, alteredWarnings } from "../../src/domain/altered-values.js";
import type { Chunk, FilePlan } from "../../src/domain/file-plan.js";
import { isSmallImport, type JobOutcome } from "../../src/domain/job.js";
import { plainSize } from "../../src/domain/job-file.js";
import type { ActivityDeps } from "../activity-deps.js";
import { jobCodec, tupleTarget } from "./chunk-context.js";
import { compareFile } from "./compare-file.js";
import { type PlannedJob, stepTransaction } from "./import-step.js";
import { type RowsToRead, readRows, tellDeciding } from "./read-rows.js";
import { RowPump } from "./row-pump.js";
import { settleImport } from "./settle-import.js";

/**
 * Collisions after which the comparison's result counts although the store has changed: an import has to end beside one
 * that keeps committing.
 */
const mostComparisons = 3;

/** Rows have secrets whose hashes are not stored; nothing was written. */
export class Unhashed extends Error {}

/**
 * Runs the one transaction that makes an import visible (section D 3): it reads the file, decides what depends on
 * stored rows, writes, and ends the job. A colliding commit of another import rolls the transaction back, and it is
 * repeated. A dry run decides and counts on one snapshot, and writes only its report (section D 8). Null where the
 * changes have to be approved first: then only the question and the changes that it shows are stored.
 */
export async function writeImport(deps: ActivityDeps, file: FileToWrite): Promise<JobOutcome | null> {
  return repeatConflicts((repetition) =>
    stepTransaction(deps.db, applyOptions(file.planned), (transaction) =>
      writeOnce(deps, transaction, file, repetition),
    ),
  );
}

/** A file that was surveyed. */
export interface FileToWrite {
  readonly planned: PlannedJob;
  readonly chunks: readonly Chunk[];
  /** A plan that is not stored yet. */
  readonly unstored?: FilePlan;
}

/**
 * Returns the options of the transaction that applies a job. A dry run uses one snapshot, and blocks no other
 * transaction.
 */
export function applyOptions({ job, entity }: PlannedJob): TransactionOptions {
  const { id, dryRun } = job;
  const first = importTables(entity, { isSmall: isSmallImport(plainSize(job)) });
  return dryRun ? { name: `dry run ${id}`, isolation: "repeatable read", first } : { name: `apply ${id}`, first };
}

async function writeOnce(
  deps: ActivityDeps,
  transaction: CopyTransaction,
  { planned, chunks, unstored }: FileToWrite,
  repetition: number,
): Promise<JobOutcome | null> {
  const { trx } = transaction;
  const { entity } = planned;
  let { job } = planned;
  // An attempt that asked for approval, and whose answer was lost, has left reports.
  if (job.askedAt !== null) await forgetReports(trx, job.id);
  const isSmall = isSmallImport(plainSize(job));
  const compared = isSmall ? null : await compareFile(deps, transaction, planned, { chunks, repetition });
  const rows = job.rowsTotal ?? 0;
  const { id, tenantId, importerId, dryRun } = job;
  const staging = await useStaging(trx, { id, entity }, compared ? rows - count(compared.fates, fate.skip) : rows);
  const context: ApplyContext = {
    id,
    tenantId,
    entity,
    staging: staging.table,
    importerId,
    dryRun,
    columns: planned.columns,
  };
  const fates = compared?.fates ?? null;

  const deletes = planned.layout.deleteAt !== undefined;
  if (deletes) await createSentDeletions(trx);
  const pumped = await pumpRows(deps, transaction, planned, { staging, chunks, fates, isProgress: !isSmall });
  let { written, staged } = pumped;
  job = { ...job, warnings: [...job.warnings, ...alteredWarnings(pumped.altered)] };
  if (!isSmall) await tellDeciding(deps, job);
  await indexStaging(trx, staging, staged);
  if (staged > fewRows) await analyzeTable(trx, staging.table);
  if (!isSmall || staged > fewRows) await preferIndexes(trx, staged);
  if (compared?.repeats !== false) await rejectRepeatedKeys(trx, context);
  if (!job.dryRun && !(await hashStaged(trx, context))) throw new Unhashed();
  const leaving = compared?.leaving ?? (await collectUnsent());

  /** Counts the rows that a snapshot without an index deletes. */
  async function collectUnsent(): Promise<number> {
    if (job.mode !== "snapshot") return 0;
    const count = await collectLeaving(trx, context, { table: staging.table, key: "id" });
    await preferIndexes(trx, staged);
    return count;
  }

  /** Stages the written rows that have to be decided together with others; returns how many. */
  async function stageLosers(losing: Losing): Promise<number> {
    if (compared === null || written === 0) return 0;
    const again = new Uint8Array(compared.fates.length).fill(fate.skip);
    const taken = await takeBack(trx, context, compared.index, {
      fates: again,
      fate: fate.stage,
      losing,
      written,
      staged,
    });
    if (taken > 0) await pumpRows(deps, transaction, planned, { staging, chunks, fates: again, isProgress: false });
    written -= taken;
    staged += taken;
    await preferIndexes(trx, staged);
    return taken;
  }

  /**
   * Returns whether another import has committed other values for a row that was skipped as stored from the same bytes.
   */
  async function hasStaleRows(version: number): Promise<boolean> {
    if (compared === null || version === compared.version || repetition > mostComparisons) return false;
    if (!compared.fates.includes(fate.skip)) return false;
    return differsNow(trx, context, await compared.index(), { fates: compared.fates, same: fate.skip });
  }

  const outcome = await settleImport(trx, job, context, {
    compared,
    ...{ leaving, deletes },
    deletions: deps.config.deletionLimits,
    secretKeys: deps.secretKeys,
    direct: { written: () => written, stageLosers, hasStaleRows },
  });
  // Last, since the statement locks the job: a cancellation must not wait while rows are written.
  if (unstored) await storePlan(trx, job.id, { ...unstored, warnings: job.warnings });
  if (compared) await dropFileIndex(trx, job.id);
  await dropStaging(trx, staging);
  return outcome;
}

/**
 * Reads the rows whose fate is not `skip`. Returns how many were written into the entity's table, and how many staged.
 */
async function pumpRows(
  deps: ActivityDeps,
  transaction: CopyTransaction,
  planned: PlannedJob,
  { staging, ...rows }: RowsToRead & { readonly staging: Staging },
): Promise<{ readonly written: number; readonly staged: number; readonly altered: AlteredValues }> {
  const { job, entity, layout } = planned;
  const codec = jobCodec(job);
  const pump = new RowPump(transaction, {
    table: job.dryRun ? staging.table : entity.name,
    columns: codec.tupleColumns({ entity, layout }, tupleTarget(planned)) ?? [],
    staging,
    staged: codec.columns({ entity, layout }),
    keepsKeys: isValidated(entity) && !job.dryRun,
  });
  await readRows(deps, planned, rows, pump);
  const { rows: read, tuples, altered } = pump.counts;
  const written = job.dryRun ? 0 : tuples;
  return { written, staged: read - written, altered };
}

/** Counts in a loop: a call for each of twenty million records would block the event loop. */
function count(fates: Uint8Array, wanted: number): number {
  let found = 0;
  for (const is of fates) if (is === wanted) found++;
  return found;
}
