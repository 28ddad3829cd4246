import type { ComparableRows } from "../src/codecs/codec.js";
import { listChunks } from "../src/db/chunks.js";
import {
  changedLines,
  createComparedRows,
  dropComparedRows,
  repeatsComparedKey,
  repeatsStagedKey,
} from "../src/db/compared-rows.js";
import type { CopyTransaction } from "../src/db/database.js";
import { entityVersion } from "../src/db/entity-version.js";
import { limitLockWaits } from "../src/db/lock.js";
import { analyzeTable, fewRows } from "../src/db/planner.js";
import { rejectDuplicates } from "../src/db/reject-duplicates.js";
import { useTransientStaging } from "../src/db/staging-tables.js";
import { jobBytes } from "../src/job-bytes.js";
import type { ActivityDeps } from "./activity-deps.js";
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
  const { trx, openCopy } = transaction;
  const { job, entity, staged } = planned;
  const table = await createComparedRows(trx, job.id);
  // Read before the rows are compared: whatever is written from here on makes it another one.
  const seenVersion = await entityVersion(trx, staged);
  const chunks = await listChunks(trx, job.id);
  const most = Math.min(mostChangedRows, Math.ceil((job.rowsTotal ?? 0) * mostChanged));
  const withoutKey: number[] = [];
  let isAscending = true;
  let compared = 0;

  const copy = openCopy({ table, columns: comparable.columns, frozen: true });
  try {
    let sent = Promise.resolve();
    for (const chunk of chunks) {
      let rows = 0;
      for await (const batch of comparable.read(chunkContext(deps, planned, chunk), await jobBytes(deps, job))) {
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
  if (!isAscending && (await repeatsComparedKey(trx, table))) throw new GaveUp();
  const changed = await changedLines(trx, staged, table, most);
  if (!changed) throw new GaveUp();

  const lines = [...changed, ...withoutKey];
  const only = new Set(lines);
  const staging = await useTransientStaging(trx, entity);
  let read = 0;
  for (const [at, chunk] of chunks.entries()) {
    const next = chunks[at + 1]?.firstLine ?? Number.POSITIVE_INFINITY;
    if (!lines.some((line) => line >= chunk.firstLine && line < next)) continue;
    const batches = jobCodec(job).stage({ ...chunkContext(deps, planned, chunk), only }, await jobBytes(deps, job));
    read += (await stageBatches(transaction, planned, batches, { table: staging, frozen: false })).rows;
  }
  if (read !== only.size) throw new Error("a file read again has other rows");
  if (only.size > fewRows) await analyzeTable(trx, staging);
  const context = { ...staged, staging };
  if (withoutKey.length > 0 && (await repeatsStagedKey(trx, context, table))) throw new GaveUp();
  await dropComparedRows(trx, table);
  await rejectDuplicates(trx, context);
  await limitLockWaits(trx, "none");
  await settleImport(
    trx,
    { ...planned, staged: context },
    { toWrite: only.size, guard: deps.config.deletionGuard, seenVersion },
  );
}
