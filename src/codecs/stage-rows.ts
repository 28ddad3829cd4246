import { type AlteredValues, addAltered, noneAltered } from "../domain/altered-values.js";
import { type RowCheck, stagedFields } from "../domain/row-check.js";
import type { ChunkContext, PlacedRecord, RowBatch, StagedColumns } from "./codec.js";
import { csvLine } from "./csv-line.js";
import { piecesInTurns } from "./in-turns.js";

/** The size of one COPY statement, in bytes. It bounds memory, and the time between two heartbeats. */
const batchBytes = 1 << 20;

const placeColumns = ["line", "byteStart", "byteLength"] as const;

export function stagedColumns({ entity, layout }: Pick<ChunkContext, "entity" | "layout">): StagedColumns {
  const fields = stagedFields(entity, layout);
  return {
    rows: [...placeColumns, "valid", "generatedSlug", "sourceHash", ...fields],
    plainRows: null,
    reports: ["jobId", ...placeColumns, "key", "outcome", "issues"],
    delimiter: layout.delimiter ?? ",",
  };
}

/**
 * Checks the rows of a chunk and yields them as COPY bytes. Every record is staged, and rows with issues are reported.
 * Text is encoded block by block: strings that wait for a full batch outlive the young generation, and the heap grows
 * by hundreds of megabytes.
 */
export async function* stageRows<Row extends PlacedRecord>(
  context: ChunkContext,
  blocks: AsyncIterable<readonly Row[]>,
  rowCheck: RowCheck<Row>,
): AsyncGenerator<RowBatch> {
  const { delimiter } = stagedColumns(context);
  let staged: RowBatch[] = [];
  let size = 0;
  for await (const records of piecesInTurns(blocks)) {
    const block = stageBlock(context, rowCheck, records, { delimiter, sourceHash: () => null });
    staged.push(block);
    size += block.rows.length + block.reports.length + block.deletions.length;
    if (size < batchBytes) continue;
    yield joined(staged);
    [staged, size] = [[], 0];
  }
  if (size > 0) yield joined(staged);
}

const nothing = Buffer.alloc(0);
const noTuples = { plainRows: nothing, tuples: nothing, tupleCount: 0, keys: nothing };

/** How the rows of a block are written. */
interface RowWriting<Row> {
  readonly delimiter: string;
  /** Returns the hash of a valid row's bytes; null if no hash is stored. */
  sourceHash(record: Row): string | null;
}

/** Checks records and returns them as one batch. */
export function stageBlock<Row extends PlacedRecord>(
  { jobId }: Pick<ChunkContext, "jobId">,
  rowCheck: RowCheck<Row>,
  records: readonly Row[],
  { delimiter, sourceHash }: RowWriting<Row>,
): RowBatch {
  let rows = "";
  let reports = "";
  let deletions = "";
  let altered: AlteredValues = noneAltered;
  for (const record of records) {
    const { line, start, length } = record;
    const row = rowCheck.check(record, line);
    const place = [String(line), String(start), String(length)];
    const invalid = row.issues.some(({ severity }) => severity === "error");
    if (row.deletes) deletions += csvLine([...place, row.key], ",");
    const texts = invalid || row.deletes ? keyAlone(row.key, rowCheck) : row.texts;
    // A row with a warning gets no hash, so that each import reads the row and reports the warning.
    const hash = row.issues.length > 0 || row.deletes ? null : sourceHash(record);
    rows += csvLine([...place, invalid || row.deletes ? "f" : "t", row.generatedSlug, hash, ...texts], delimiter);
    const [column] = row.altered;
    if (column !== undefined) altered = addAltered(altered, { count: row.altered.length, first: { line, column } });
    if (row.issues.length === 0) continue;
    const outcome = invalid ? "invalid" : "valid";
    reports += csvLine([jobId, ...place, row.key, outcome, JSON.stringify(row.issues)], ",");
  }
  return {
    ...noTuples,
    rows: Buffer.from(rows),
    reports: Buffer.from(reports),
    deletions: Buffer.from(deletions),
    rowCount: records.length,
    altered,
  };
}

/** Returns only the key of a row that is invalid or marked for deletion. The key is staged to find duplicates. */
function keyAlone(key: string | null, { keyAt, width }: Pick<RowCheck<never>, "keyAt" | "width">): (string | null)[] {
  return Array.from({ length: width }, (_, at) => (at === keyAt ? key : null));
}

/** Joins blocks into one batch. */
export function joined(blocks: readonly RowBatch[]): RowBatch {
  return {
    ...noTuples,
    rows: Buffer.concat(blocks.map(({ rows }) => rows)),
    reports: Buffer.concat(blocks.map(({ reports }) => reports)),
    deletions: Buffer.concat(blocks.map(({ deletions }) => deletions)),
    rowCount: blocks.reduce((sum, { rowCount }) => sum + rowCount, 0),
    altered: blocks.reduce((sum, { altered }) => addAltered(sum, altered), noneAltered),
  };
}
