import type { CsvLayout } from "../../domain/file-layout.js";
import { compileRowCheck, type RowCheck } from "../../domain/row-check.js";
import { ByteSink } from "../byte-sink.js";
import type { ChunkContext, RowBatch } from "../codec.js";
import { joined, stageBlock } from "../stage-rows.js";
import { type CsvRecord, csvRowReader } from "./csv-row.js";
import { parseInTurns } from "./parse-in-turns.js";
import type { RecordWindow } from "./record-windows.js";
import type { WindowHashes } from "./window-hashes.js";

/** The rows of which the fast reading is not sure: csv-parse reads them, and the row check judges them exactly. */
export class ExactRows {
  private readonly check: RowCheck<CsvRecord>;
  private readonly alone = new ByteSink(1 << 12);

  constructor(
    private readonly context: ChunkContext,
    private readonly layout: CsvLayout,
  ) {
    const { entity, fingerprint } = context;
    this.check = compileRowCheck(entity, layout.header, csvRowReader(entity, layout), fingerprint);
  }

  async stage(window: RecordWindow, rows: readonly number[], hashes: WindowHashes): Promise<RowBatch> {
    if (rows.length === 0) return joined([]);
    const pieces: RowBatch[] = [];
    let first = 0;
    for await (const records of this.read(window, rows)) {
      const from = first;
      const writing = {
        delimiter: this.layout.delimiter,
        sourceHash: (place: number) => hashes.textOf(rows[from + place] ?? 0),
      };
      pieces.push(stageBlock(this.context, this.check, records, writing));
      first += records.length;
    }
    if (first !== rows.length) throw new Error("the two readers of a chunk disagree");
    return joined(pieces);
  }

  /** The keys of some records; null where there is none. */
  async keys(window: RecordWindow, rows: readonly number[]): Promise<(string | null)[]> {
    const keys: (string | null)[] = [];
    for await (const records of this.read(window, rows))
      keys.push(...records.map((record) => this.check.keyOf(record)));
    return keys;
  }

  /** What csv-parse makes of some records, each on a line of its own. */
  private async *read(
    { bytes, base, starts, ends, lines }: RecordWindow,
    rows: readonly number[],
  ): AsyncGenerator<CsvRecord[]> {
    const { alone } = this;
    for (const row of rows) {
      const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
      alone.reserve(end - start + 1);
      alone.copy(bytes, start, end);
      alone.lineEnd();
    }
    let first = 0;
    for await (const records of parseInTurns(alone.take(), this.layout.delimiter)) {
      yield records.map((cells, at) => {
        const row = rows[first + at] ?? 0;
        const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
        return { line: lines[row] ?? 0, start: base + start, length: end - start, cells };
      });
      first += records.length;
    }
  }
}
