import { compileRowCheck } from "../../domain/row-check.js";
import type { ChunkContext, Codec, StagedBatch } from "../codec.js";
import { copyLine } from "../copy-text.js";
import { planCsv } from "./plan-csv.js";
import { readRecordBlocks } from "./read-records.js";

/** One COPY statement's worth: bounds memory, and the time between two heartbeats. */
const batchCharacters = 1 << 20;

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

/** Checks the rows of a chunk and gives them as COPY bytes: every record staged, those with issues reported. */
async function* stageChunk(
  { jobId, entity, layout, chunk }: ChunkContext,
  bytes: Parameters<Codec["stage"]>[1],
): AsyncGenerator<StagedBatch> {
  const rowCheck = compileRowCheck(entity, layout.header);
  const keyAt = rowCheck.columns.indexOf(entity.key);
  const no = String(chunk.no);
  let batch = emptyBatch();
  for await (const records of readRecordBlocks(layout, bytes, chunk)) {
    for (const { line, start, length, cells } of records) {
      const row = rowCheck.check(cells, line);
      const place = [jobId, no, String(line), String(start), String(length)];
      const invalid = row.issues.length > 0;
      const texts = invalid ? rowCheck.columns.map((_, at) => (at === keyAt ? row.key : null)) : row.texts;
      batch.rows += copyLine([...place, invalid ? "f" : "t", row.generatedSlug, ...texts]);
      batch.rowCount++;
      if (!invalid) continue;
      batch.reports += copyLine([...place, "invalid", JSON.stringify(row.issues)]);
      batch.invalidCount++;
      for (const { code } of row.issues) batch.issuesByCode[code] = (batch.issuesByCode[code] ?? 0) + 1;
    }
    if (batch.rows.length + batch.reports.length < batchCharacters) continue;
    yield bytesOf(batch);
    batch = emptyBatch();
  }
  if (batch.rowCount > 0) yield bytesOf(batch);
}

function emptyBatch() {
  const issuesByCode: Record<string, number> = {};
  return { rows: "", reports: "", rowCount: 0, invalidCount: 0, issuesByCode };
}

function bytesOf({ rows, reports, ...counts }: ReturnType<typeof emptyBatch>): StagedBatch {
  return { ...counts, rows: Buffer.from(rows), reports: Buffer.from(reports) };
}
