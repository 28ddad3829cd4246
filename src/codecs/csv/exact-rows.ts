import { setImmediate } from "node:timers/promises";
import type { CsvLayout } from "../../domain/file-layout.js";
import { compileRowCheck, type RowCheck } from "../../domain/row-check.js";
import { ByteSink } from "../byte-sink.js";
import type { ChunkContext, RowBatch } from "../codec.js";
import { recordsOfATurn } from "../in-turns.js";
import { joined, stageBlock } from "../stage-rows.js";
import { type CsvRecord, csvRowReader } from "./csv-row.js";
import { parseInTurns } from "./parse-in-turns.js";
import { PlainRow } from "./plain-row.js";
import type { RecordWindow } from "./record-windows.js";
import type { WindowHashes } from "./window-hashes.js";

/**
 * The longest record, in bytes, that is split here. A longer record takes milliseconds; csv-parse reads it in slices.
 */
const mostSplit = 1 << 16;

/** A record with its number in the window. */
interface WindowRecord extends CsvRecord {
  readonly row: number;
}

/** Stages the rows that may hold a faulty cell. The row check judges them exactly. */
export class ExactRows {
  private readonly check: RowCheck<CsvRecord>;
  private readonly plain: PlainRow;
  private readonly alone = new ByteSink(1 << 12);

  constructor(
    private readonly context: ChunkContext,
    private readonly layout: CsvLayout,
  ) {
    const { entity, fingerprint } = context;
    this.plain = new PlainRow(entity, layout);
    this.check = compileRowCheck(entity, layout, csvRowReader(layout), fingerprint);
  }

  async stage(window: RecordWindow, rows: readonly number[], hashes: WindowHashes): Promise<RowBatch> {
    const { delimiter } = this.layout;
    const pieces: RowBatch[] = [];
    let count = 0;
    for await (const records of this.read(window, rows)) {
      const writing = { delimiter, sourceHash: ({ row }: WindowRecord) => hashes.textOf(row) };
      pieces.push(stageBlock(this.context, this.check, records, writing));
      count += records.length;
    }
    if (count !== rows.length) throw new Error("the two readers of a chunk disagree");
    return joined(pieces);
  }

  /** Returns the keys of some records, by row; null for a record without a key. */
  async keys(window: RecordWindow, rows: readonly number[]): Promise<ReadonlyMap<number, string | null>> {
    const keys = new Map<number, string | null>();
    for await (const records of this.read(window, rows)) {
      for (const record of records) keys.set(record.row, this.check.keyOf(record));
    }
    return keys;
  }

  /** Reads the cells of records: from their bytes if these are unambiguous, otherwise with csv-parse. */
  private async *read(window: RecordWindow, rows: readonly number[]): AsyncGenerator<WindowRecord[]> {
    const { bytes } = window;
    const odd: number[] = [];
    for (let first = 0; first < rows.length; first += recordsOfATurn) {
      const records: WindowRecord[] = [];
      for (const row of rows.slice(first, first + recordsOfATurn)) {
        const [start, end] = [window.starts[row] ?? 0, window.ends[row] ?? 0];
        if (end - start > mostSplit || !this.plain.split(bytes, start, end)) odd.push(row);
        else records.push({ ...placeOf(window, row), cells: this.plain.texts(bytes) });
      }
      yield records;
      if (rows.length > recordsOfATurn) await setImmediate();
    }
    if (odd.length > 0) yield* this.parse(window, odd);
  }

  /** Parses some records with csv-parse, each on a line of its own. */
  private async *parse(window: RecordWindow, rows: readonly number[]): AsyncGenerator<WindowRecord[]> {
    const { alone } = this;
    const { bytes, starts, ends } = window;
    for (const row of rows) {
      const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
      alone.reserve(end - start + 1);
      alone.copy(bytes, start, end);
      alone.lineEnd();
    }
    let first = 0;
    for await (const records of parseInTurns(alone.take(), this.layout.delimiter)) {
      yield records.map((cells, at) => ({ ...placeOf(window, rows[first + at] ?? 0), cells }));
      first += records.length;
    }
  }
}

function placeOf({ base, starts, ends, lines }: RecordWindow, row: number) {
  const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
  return { row, line: lines[row] ?? 0, start: base + start, length: end - start };
}
