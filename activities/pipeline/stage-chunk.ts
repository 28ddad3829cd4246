import { Context } from "@temporalio/activity";
import type { Chunk, ChunkContext, StagedBatch } from "../../src/codecs/codec.js";
import type { CopyTransaction } from "../../src/db/database.js";
import { entityVersion } from "../../src/db/rows/entity-version.js";
import { hasDelivered, unrecognisedRows } from "../../src/db/staging/recognised-rows.js";
import type { StagedCounts } from "../../src/db/staging/staged-rows.js";
import type { Deps } from "../../src/deps.js";
import { addIssueCounts } from "../../src/domain/issue-counts.js";
import { jobBytes } from "../../src/services/assets/job-bytes.js";
import { chunkContext, jobCodec } from "./chunk-context.js";
import type { PlannedJob } from "./import-step.js";

/** Fewer bytes wait for others: a statement costs more than they do. */
const copyBytes = 1 << 18;

export interface StagingTarget {
  readonly table: string;
  /** The table was made or emptied by the same transaction. */
  readonly frozen: boolean;
  /** Whether rows that are stored already are looked for; worth it where many rows are staged. */
  readonly recognises: boolean;
}

/** Copies the rows of one chunk into a staging table, and what was found about them into the reports. */
export async function stageChunk(
  deps: Pick<Deps, "assets" | "secretKeys">,
  { trx, copyInto }: Pick<CopyTransaction, "trx" | "copyInto">,
  planned: PlannedJob,
  chunk: Chunk,
  { table, frozen, recognises }: StagingTarget,
): Promise<StagedCounts> {
  const { job, entity } = planned;
  const { tenantId, importerId } = job;
  const rowsOf = { tenantId, entity, importerId };
  // Read before the rows are looked at: whatever is written from here on makes it another one.
  const version = recognises && (await hasDelivered(trx, rowsOf)) ? await entityVersion(trx, rowsOf) : 0;
  const unrecognised: ChunkContext["unrecognised"] = version > 0 ? (seen) => unrecognisedRows(trx, rowsOf, seen) : null;
  const context = { ...chunkContext(deps, planned, chunk), unrecognised };
  const batches = jobCodec(job).stage(context, await jobBytes(deps, job));
  const counts = await stageBatches({ copyInto }, planned, batches, { table, frozen });
  if (counts.rows !== chunk.rows) throw new Error("a chunk has other rows than its plan");
  return { ...counts, seenVersion: version };
}

/** Copies batches into a staging table and the reports. */
export async function stageBatches(
  { copyInto }: Pick<CopyTransaction, "copyInto">,
  { job, entity, layout }: PlannedJob,
  batches: AsyncIterable<StagedBatch>,
  { table, frozen }: Pick<StagingTarget, "table" | "frozen">,
): Promise<Omit<StagedCounts, "seenVersion">> {
  const columns = jobCodec(job).columns({ entity, layout });
  const { cancellationSignal } = Context.current();
  const issuesByCode: Record<string, number> = {};
  const counts = { rows: 0, invalid: 0, recognised: 0, issuesByCode };
  let waiting: Buffer[] = [];
  let size = 0;
  let sent = Promise.resolve();

  /** Sends what waits, while the next rows are made. */
  async function sendWaiting(): Promise<void> {
    await sent;
    const rows = { table, columns: columns.rows, bytes: Buffer.concat(waiting) };
    sent = copyInto({ ...rows, delimiter: columns.delimiter, frozen });
    sent.catch(() => undefined); // whoever waits for it hears of it
    [waiting, size] = [[], 0];
  }

  for await (const batch of batches) {
    waiting.push(Buffer.from(batch.rows)); // a batch's memory is used again
    size += batch.rows.length;
    if (size >= copyBytes) await sendWaiting();
    if (batch.reports.length > 0) {
      await sent;
      const reports = { table: "rowReport", columns: columns.reports, bytes: batch.reports };
      await copyInto({ ...reports, delimiter: ",", frozen: false });
    }
    counts.rows += batch.rowCount;
    counts.invalid += batch.invalidCount;
    counts.recognised += batch.recognisedCount;
    addIssueCounts(issuesByCode, batch.issuesByCode);
    cancellationSignal.throwIfAborted();
  }
  if (size > 0) await sendWaiting();
  await sent;
  return counts;
}
