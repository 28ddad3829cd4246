import { Context } from "@temporalio/activity";
import type { IndexReader, KeyRange } from "../../src/codecs/codec.js";
import type { CopyTransaction } from "../../src/db/database.js";
import { keepAwake } from "../../src/db/session-limits.js";
import { createFileIndex, type FileIndex } from "../../src/db/staging/file-index.js";
import type { Chunk } from "../../src/domain/file-plan.js";
import { jobBytes } from "../../src/services/assets/job-bytes.js";
import type { ActivityDeps } from "../activity-deps.js";
import { chunkContext } from "./chunk-context.js";
import type { PlannedJob } from "./import-step.js";

/** Reads the file, and stores its index: number, key and source hash of each record. */
export async function indexFile(
  deps: ActivityDeps,
  { trx, openCopy }: CopyTransaction,
  planned: PlannedJob,
  reader: IndexReader,
  chunks: readonly Chunk[],
): Promise<FileIndex> {
  const { job } = planned;
  const { cancellationSignal } = Context.current();
  const table = await createFileIndex(trx, job.id);
  const bytes = await jobBytes(deps, job);
  const copy = openCopy({ table, columns: reader.columns, frozen: true });
  let sent = Promise.resolve();
  let records = 0;
  try {
    for (const chunk of chunks) {
      for await (const batch of reader.read(chunkContext(deps, planned, chunk), bytes)) {
        await sent;
        sent = copy.write(batch.tuples);
        sent.catch(() => undefined); // the next `await sent` gets the error
        records += batch.rowCount;
        cancellationSignal.throwIfAborted();
      }
    }
    await sent;
    if ((await copy.end()) !== job.rowsTotal) throw new Error("a file has other rows than its plan");
  } catch (error) {
    copy.abandon();
    throw error;
  }
  return { table, records, outOfOrder: reader.outOfOrder() };
}

/**
 * How often the transaction has to send a statement: Postgres ends a session that is idle in a transaction for long.
 */
const silenceMs = 60_000;

/** Returns the range of a file's keys; null where a key is uncertain, or does not come after the previous key. */
export async function ascendingKeys(
  deps: ActivityDeps,
  { trx }: CopyTransaction,
  planned: PlannedJob,
  reader: IndexReader,
  chunks: readonly Chunk[],
): Promise<KeyRange | null> {
  const { cancellationSignal } = Context.current();
  const bytes = await jobBytes(deps, planned.job);
  let keys: KeyRange | null = null;
  let saidAt = Date.now();
  for await (keys of reader.ascend(chunks, bytes)) {
    if (keys === null) return null;
    cancellationSignal.throwIfAborted();
    if (Date.now() - saidAt < silenceMs) continue;
    await keepAwake(trx);
    saidAt = Date.now();
  }
  return keys;
}
