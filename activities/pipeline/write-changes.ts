import type { ComparableRows } from "../../src/codecs/codec.js";
import type { CopyTransaction } from "../../src/db/database.js";
import { limitLockWaits } from "../../src/db/lock.js";
import { analyzeTable, fewRows } from "../../src/db/planner.js";
import { entityVersion } from "../../src/db/rows/entity-version.js";
import { rejectRepeatedKeys } from "../../src/db/rows/reject-duplicates.js";
import { type ChunkRow, listChunks } from "../../src/db/staging/chunks.js";
import {
  changedLines,
  createComparedRows,
  dropComparedRows,
  repeatsComparedKey,
  repeatsStagedKey,
} from "../../src/db/staging/compared-rows.js";
import { useTransientStaging } from "../../src/db/staging/staging-tables.js";
import { jobBytes } from "../../src/services/assets/job-bytes.js";
import type { ActivityDeps } from "../activity-deps.js";
import { chunkContext, jobCodec } from "./chunk-context.js";
import { GaveUp } from "./gave-up.js";
import type { PlannedJob } from "./import-step.js";
import { reportChunk } from "./report-chunk.js";
import { settleImport } from "./settle-import.js";
import { stageBatches } from "./stage-chunk.js";

/** Above this share the rows are sooner staged by several lanes than read twice by one. */
const mostChanged = 0.2;
/** Bounds what is remembered of a large file. */
const mostChangedRows = 500_000;

/** How a job's rows are compared with the store; null where the file does not allow it. */
export function comparableRows({ job, entity, layout }: PlannedJob): ComparableRows | null {
  return jobCodec(job).comparable({ entity, layout });
}

/**
 * Imports a file most of whose rows are stored as they are (section D 5), in one transaction: keys and hashes of all
 * rows are compared with the store at once, and only rows whose bytes are new are read, staged and settled.
 */
export async function writeChanges(
  deps: ActivityDeps,
  transaction: CopyTransaction,
  planned: PlannedJob,
  comparable: ComparableRows,
): Promise<void> {
  const { trx } = transaction;
  const { job, entity, staged } = planned;
  const table = await createComparedRows(trx, job.id);
  // Read before the rows are compared: whatever is written from here on makes it another one.
  const seenVersion = await entityVersion(trx, staged);
  const chunks = await listChunks(trx, job.id);
  const most = Math.min(mostChangedRows, Math.ceil((job.rowsTotal ?? 0) * mostChanged));
  const { withoutKey, isAscending } = await sendKeys(deps, transaction, planned, { comparable, table, chunks, most });
  if (!isAscending && (await repeatsComparedKey(trx, table))) throw new GaveUp();
  const changed = await changedLines(trx, staged, table, most);
  if (!changed) throw new GaveUp();

  const staging = await useTransientStaging(trx, entity);
  const context = { ...staged, staging };
  const only = new Set([...changed, ...withoutKey]);
  await stageLines(deps, transaction, { ...planned, staged: context }, chunks, only);
  if (withoutKey.length > 0 && (await repeatsStagedKey(trx, context, table))) throw new GaveUp();
  await dropComparedRows(trx, table);
  await rejectRepeatedKeys(trx, context);
  await limitLockWaits(trx, "none");
  await settleImport(
    trx,
    { ...planned, staged: context },
    { toWrite: only.size, guard: deps.config.deletionGuard, secretKeys: deps.secretKeys, seenVersion },
  );
}

interface Comparison {
  readonly comparable: ComparableRows;
  readonly table: string;
  readonly chunks: readonly ChunkRow[];
  /** How many rows may have no key that their bytes tell. */
  readonly most: number;
}

/** Sends keys and hashes of the whole file; gives the lines that have none, and whether no key can stand twice. */
async function sendKeys(
  deps: ActivityDeps,
  { openCopy }: CopyTransaction,
  planned: PlannedJob,
  { comparable, table, chunks, most }: Comparison,
): Promise<{ readonly withoutKey: readonly number[]; readonly isAscending: boolean }> {
  const withoutKey: number[] = [];
  let isAscending = true;
  let compared = 0;
  const copy = openCopy({ table, columns: comparable.columns, frozen: true });
  try {
    let sent = Promise.resolve();
    for (const chunk of chunks) {
      let rows = 0;
      const bytes = await jobBytes(deps, planned.job);
      for await (const batch of comparable.read(chunkContext(deps, planned, chunk), bytes)) {
        await sent;
        sent = copy.write(batch.tuples);
        sent.catch(() => undefined); // whoever waits for it hears of it
        for (const line of batch.withoutKey) withoutKey.push(line);
        if (withoutKey.length > most) throw new GaveUp();
        isAscending &&= batch.isAscending;
        rows += batch.rowCount;
      }
      compared += rows;
      await reportChunk(deps, planned, chunk, { rows, invalid: 0, issuesByCode: {} });
    }
    await sent;
    if ((await copy.end()) !== compared - withoutKey.length) throw new Error("Postgres took other rows than were sent");
  } catch (error) {
    copy.abandon();
    throw error;
  }
  return { withoutKey, isAscending };
}

/** Reads some lines of the file again, and stages them. */
async function stageLines(
  deps: ActivityDeps,
  transaction: CopyTransaction,
  planned: PlannedJob,
  chunks: readonly ChunkRow[],
  only: ReadonlySet<number>,
): Promise<void> {
  const { staging } = planned.staged;
  const lines = [...only];
  let read = 0;
  for (const [at, chunk] of chunks.entries()) {
    const next = chunks[at + 1]?.firstLine ?? Number.POSITIVE_INFINITY;
    if (!lines.some((line) => line >= chunk.firstLine && line < next)) continue;
    const context = { ...chunkContext(deps, planned, chunk), only };
    const batches = jobCodec(planned.job).stage(context, await jobBytes(deps, planned.job));
    read += (await stageBatches(transaction, planned, batches, { table: staging, frozen: false })).rows;
  }
  if (read !== only.size) throw new Error("a file read again has other rows");
  if (only.size > fewRows) await analyzeTable(transaction.trx, staging);
}
