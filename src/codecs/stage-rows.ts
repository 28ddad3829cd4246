import { addIssueCounts } from "../domain/issue-counts.js";
import { type RowCheck, stagedFields } from "../domain/row-check.js";
import type { ChunkContext, PlacedRecord, StagedBatch, StagedColumns } from "./codec.js";
import { copyLine } from "./copy-text.js";

/** One COPY statement's worth: bounds memory, and the time between two heartbeats. */
const batchBytes = 1 << 20;

const placeColumns = ["jobId", "chunkNo", "line", "byteStart", "byteLength"] as const;

export function stagedColumns({ entity, layout }: Pick<ChunkContext, "entity" | "layout">): StagedColumns {
  return {
    rows: [...placeColumns, "valid", "generatedSlug", ...stagedFields(entity, layout.header)],
    reports: [...placeColumns, "key", "outcome", "issues"],
  };
}

/**
 * Checks the rows of a chunk and gives them as COPY bytes: every record staged, those with issues reported. Text
 * becomes bytes block by block, since strings that wait for a full batch outlive the young generation, and the heap
 * grows by hundreds of megabytes.
 */
export async function* stageRows<Row extends PlacedRecord>(
  context: ChunkContext,
  blocks: AsyncIterable<readonly Row[]>,
  rowCheck: RowCheck<Row>,
): AsyncGenerator<StagedBatch> {
  let batch = new Batch();
  for await (const records of blocks) {
    batch.add(stageBlock(context, rowCheck, records));
    if (batch.size < batchBytes) continue;
    yield batch.finish();
    batch = new Batch();
  }
  if (batch.size > 0) yield batch.finish();
}

function stageBlock<Row extends PlacedRecord>(
  { jobId, chunk }: ChunkContext,
  rowCheck: RowCheck<Row>,
  records: readonly Row[],
): StagedBatch {
  const no = String(chunk.no);
  const issuesByCode: Record<string, number> = {};
  let rows = "";
  let reports = "";
  let invalidCount = 0;
  for (const record of records) {
    const { line, start, length } = record;
    const row = rowCheck.check(record, line);
    const place = [jobId, no, String(line), String(start), String(length)];
    const invalid = row.issues.length > 0;
    const texts = invalid ? keyAlone(row.key, rowCheck) : row.texts;
    rows += copyLine([...place, invalid ? "f" : "t", row.generatedSlug, ...texts]);
    if (!invalid) continue;
    reports += copyLine([...place, row.key, "invalid", JSON.stringify(row.issues)]);
    invalidCount++;
    for (const { code } of row.issues) addIssueCounts(issuesByCode, { [code]: 1 });
  }
  return {
    rows: Buffer.from(rows),
    reports: Buffer.from(reports),
    rowCount: records.length,
    invalidCount,
    issuesByCode,
  };
}

/** Of an invalid row only the key is staged, for duplicates. */
function keyAlone(key: string | null, { keyAt, width }: Pick<RowCheck<never>, "keyAt" | "width">): (string | null)[] {
  return Array.from({ length: width }, (_, at) => (at === keyAt ? key : null));
}

/** Blocks put together until they are worth a COPY. */
class Batch {
  private readonly blocks: StagedBatch[] = [];
  size = 0;

  add(block: StagedBatch): void {
    this.blocks.push(block);
    this.size += block.rows.length + block.reports.length;
  }

  finish(): StagedBatch {
    const issuesByCode: Record<string, number> = {};
    for (const block of this.blocks) addIssueCounts(issuesByCode, block.issuesByCode);
    return {
      rows: Buffer.concat(this.blocks.map(({ rows }) => rows)),
      reports: Buffer.concat(this.blocks.map(({ reports }) => reports)),
      rowCount: this.blocks.reduce((sum, { rowCount }) => sum + rowCount, 0),
      invalidCount: this.blocks.reduce((sum, { invalidCount }) => sum + invalidCount, 0),
      issuesByCode,
    };
  }
}
