import { RowPump } from "../../activities/pipeline/row-pump.js";
import type { ChunkContext, RowBatch } from "../../src/codecs/codec.js";
import { csvCodec } from "../../src/codecs/csv/csv-codec.js";
import type { CopyTransaction } from "../../src/db/database.js";

/** Sends the rows of batches to their tables; gives their reports, which belong to no job. */
export async function pumpBatches(
  transaction: CopyTransaction,
  context: ChunkContext,
  batches: AsyncIterable<RowBatch>,
  staging: string,
): Promise<Buffer> {
  const pump = new RowPump(transaction, {
    table: context.entity.name,
    columns: (context.tuples && csvCodec.tupleColumns(context, context.tuples)) ?? [],
    staging: { table: staging, isOwn: false },
    staged: csvCodec.columns(context),
    keepsKeys: false,
  });
  const reports: Buffer[] = [];
  for await (const batch of batches) {
    reports.push(Buffer.from(batch.reports));
    await pump.add({ ...batch, reports: Buffer.alloc(0) });
  }
  await pump.finish();
  return Buffer.concat(reports);
}
