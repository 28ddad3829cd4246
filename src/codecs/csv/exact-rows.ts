import { parse } from "csv-parse/sync";
import type { CsvLayout } from "../../domain/file-layout.js";
import { compileRowCheck, type RowCheck } from "../../domain/row-check.js";
import { ByteSink } from "../byte-sink.js";
import type { ChunkContext, StagedBatch } from "../codec.js";
import { stageBlock } from "../stage-rows.js";
import { csvOptions } from "./csv-options.js";
import { type CsvRecord, csvRowReader } from "./csv-row.js";
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

  /** Where the key stands among the staged columns. */
  get keyPlace(): number {
    return this.check.keyAt;
  }

  stage(window: RecordWindow, rows: readonly number[], hashes: WindowHashes): StagedBatch {
    return stageBlock(this.context, this.check, this.read(window, rows), {
      delimiter: this.layout.delimiter,
      sourceHash: (place) => hashes.textOf(rows[place] ?? 0),
    });
  }

  /** What csv-parse makes of some records, each on a line of its own. */
  private read({ bytes, base, starts, ends, lines }: RecordWindow, rows: readonly number[]): CsvRecord[] {
    if (rows.length === 0) return [];
    const { alone } = this;
    for (const row of rows) {
      const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
      alone.reserve(end - start + 1);
      alone.copy(bytes, start, end);
      alone.lineEnd();
    }
    const records: string[][] = parse(alone.take(), csvOptions(this.layout.delimiter));
    if (records.length !== rows.length) throw new Error("the two readers of a chunk disagree");
    return records.map((cells, at) => {
      const row = rows[at] ?? 0;
      const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
      return { line: lines[row] ?? 0, start: base + start, length: end - start, cells };
    });
  }
}
