import type { AssetBytes } from "../../domain/asset-bytes.js";
import { addIssueCounts } from "../../domain/issue-counts.js";
import { compileRowCheck, type RowCheck } from "../../domain/row-check.js";
import type { ChunkContext, Codec, FileRecord, StagedBatch } from "../codec.js";
import { copyLine } from "../copy-text.js";
import { planCsv } from "./plan-csv.js";
import { readRecordBlocks } from "./read-records.js";

/** One COPY statement's worth: bounds memory, and the time between two heartbeats. */
const batchBytes = 1 << 20;

const placeColumns = ["jobId", "chunkNo", "line", "byteStart", "byteLength"] as const;

export const csvCodec: Codec = {
  plan: planCsv,

  columns({ entity, layout }) {
    return {
      rows: [...placeColumns, "valid", "generatedSlug", ...compileRowCheck(entity, layout.header).columns],
      reports: [...placeColumns, "outcome", "issues"],
    };
  },

  stage: stageChunk,

  async *records(layout, bytes, range) {
    for await (const block of readRecordBlocks(layout, bytes, range)) yield* block;
  },
};

/**
 * Checks the rows of a chunk and gives them as COPY bytes: every record staged, those with issues reported. Text
 * becomes bytes block by block, since strings that wait for a full batch outlive the young generation, and the heap
 * grows by hundreds of megabytes.
 */
async function* stageChunk(context: ChunkContext, bytes: AssetBytes): AsyncGenerator<StagedBatch> {
  const { entity, layout, chunk } = context;
  const rowCheck = compileRowCheck(entity, layout.header);
  let batch = new Batch();
  for await (const records of readRecordBlocks(layout, bytes, chunk)) {
    batch.add(stageBlock(context, rowCheck, records));
    if (batch.size < batchBytes) continue;
    yield batch.finish();
    batch = new Batch();
  }
  if (batch.size > 0) yield batch.finish();
}

function stageBlock(
  { jobId, entity, chunk }: ChunkContext,
  rowCheck: RowCheck,
  records: readonly FileRecord[],
): StagedBatch {
  const keyAt = rowCheck.columns.indexOf(entity.key);
  const no = String(chunk.no);
  const issuesByCode: Record<string, number> = {};
  let rows = "";
  let reports = "";
  let invalidCount = 0;
  for (const { line, start, length, cells } of records) {
    const row = rowCheck.check(cells, line);
    const place = [jobId, no, String(line), String(start), String(length)];
    const invalid = row.issues.length > 0;
    const texts = invalid ? rowCheck.columns.map((_, at) => (at === keyAt ? row.key : null)) : row.texts;
    rows += copyLine([...place, invalid ? "f" : "t", row.generatedSlug, ...texts]);
    if (!invalid) continue;
    reports += copyLine([...place, "invalid", JSON.stringify(row.issues)]);
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
