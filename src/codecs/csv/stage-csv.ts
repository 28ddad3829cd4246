import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { Entity } from "../../domain/entity.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { type ChunkContext, fate, type RowBatch, type TupleTarget } from "../codec.js";
import { EntityRowWriter } from "./entity-row-writer.js";
import { ExactRows } from "./exact-rows.js";
import { PlainRow } from "./plain-row.js";
import { type RecordWindow, readRecordWindows } from "./record-windows.js";
import { StagedRowWriter } from "./staged-row-writer.js";
import { TupleSinks } from "./tuple-sinks.js";
import type { TupleWriter } from "./tuple-writer.js";
import { WindowHashes } from "./window-hashes.js";

/**
 * Reads a chunk of a UTF-8 file. A plain record becomes a tuple of the target or of the staging table, by its fate. The
 * row check judges all other records, which are staged.
 */
export async function* stageCsv(context: ChunkContext, layout: CsvLayout, bytes: AssetBytes): AsyncGenerator<RowBatch> {
  const stage = new CsvStage(context, layout);
  for await (const window of readRecordWindows(layout, bytes, context.chunk)) yield await stage.batch(window);
}

/** Returns the writer of a target's tuples. */
export function tupleWriter(entity: Entity, layout: CsvLayout, target: TupleTarget): TupleWriter {
  if (target.into === "staging") return new StagedRowWriter(entity, layout, target.fields);
  return new EntityRowWriter(entity, layout, target.constants);
}

class CsvStage {
  private readonly plain: PlainRow;
  private readonly exact: ExactRows;
  private readonly hashes: WindowHashes;
  private readonly staged: TupleWriter;
  private readonly tuples: TupleWriter | null;
  private readonly keys = new TupleSinks(1 << 16);
  private readBefore = 0;
  /** The place of the record that is written. One object is reused, since a file has millions of records. */
  private readonly place = { line: 0, start: 0, length: 0 };

  constructor(
    private readonly context: ChunkContext,
    layout: CsvLayout,
  ) {
    const { entity, meaning, tuples } = context;
    this.plain = new PlainRow(entity, layout);
    this.exact = new ExactRows(context, layout);
    this.hashes = new WindowHashes(meaning, layout);
    this.staged = new StagedRowWriter(entity, layout, null);
    this.tuples = tuples && tupleWriter(entity, layout, tuples);
  }

  async batch(window: RecordWindow): Promise<RowBatch> {
    const { bytes, base, count, starts, ends, lines } = window;
    const { plain, hashes, place } = this;
    const fates = this.context.fates?.subarray(this.readBefore, this.readBefore + count) ?? null;
    this.readBefore += count;
    hashes.take(window, fates);
    const keys = this.keys.current;
    const unsure: number[] = [];
    let rowCount = 0;
    let tupleCount = 0;
    for (let row = 0; row < count; row++) {
      const is = fates?.[row] ?? fate.stage;
      if (is === fate.skip) continue;
      rowCount++;
      const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
      if (!plain.split(bytes, start, end) || !plain.isGood(bytes)) {
        unsure.push(row);
        continue;
      }
      [place.line, place.start, place.length] = [lines[row] ?? 0, base + start, end - start];
      if (is === fate.stage || this.tuples === null) this.staged.write(plain, bytes, place, hashes.words, row * 4);
      else {
        this.tuples.write(plain, bytes, place, hashes.words, row * 4);
        plain.writeKey(bytes, keys);
        tupleCount++;
      }
    }
    const judged = await this.exact.stage(window, unsure, hashes);
    const tuples = this.tuples?.take() ?? judged.tuples;
    return { ...judged, plainRows: this.staged.take(), rowCount, tuples, tupleCount, keys: this.keys.take() };
  }
}
