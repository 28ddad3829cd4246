import { parse } from "csv-parse/sync";
import type { AssetBytes } from "../../domain/asset-bytes.js";
import { generatedSlug } from "../../domain/fields/slug.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { compileRowCheck, type RowCheck, stagedFields } from "../../domain/row-check.js";
import { ByteSink } from "../byte-sink.js";
import type { ChunkContext, StagedBatch } from "../codec.js";
import { hashBytes, hashSeed } from "../record-hash.js";
import { stageBlock } from "../stage-rows.js";
import { csvOptions } from "./csv-options.js";
import { type CsvRecord, csvRowReader } from "./csv-row.js";
import { PlainRow } from "./plain-row.js";
import type { RecordMark } from "./record-scanner.js";
import { type RecordWindow, readRecordWindows } from "./record-windows.js";
import { SeenRowsWriter } from "./seen-rows.js";

/**
 * Stages a chunk of a UTF-8 file. A record whose bytes are stored already is staged with its key alone; a plain one goes
 * over as it stands; all others are read by csv-parse and judged exactly.
 */
export async function* stageCsv(
  context: ChunkContext,
  layout: CsvLayout,
  bytes: AssetBytes,
): AsyncGenerator<StagedBatch> {
  const stage = new CsvStage(context, layout);
  for await (const window of readRecordWindows(layout.delimiter, bytes, context.chunk)) {
    const changed = await stage.changedIn(window, context.unrecognised);
    yield stage.batch(window, changed);
  }
}

class CsvStage {
  private readonly plain: PlainRow;
  private readonly exact: RowCheck<CsvRecord>;
  private readonly slugAt: number;
  private readonly titleAt: number;
  private readonly seed;
  private readonly delimiter: number;
  private readonly fields: number;
  /** Where the key stands among the staged columns. */
  private readonly keyPlace: number;
  private readonly sink = new ByteSink();
  private readonly seen = new SeenRowsWriter();
  private hashes = new Int32Array(0);

  constructor(
    private readonly context: ChunkContext,
    private readonly layout: CsvLayout,
  ) {
    const { entity, fingerprint, meaning } = context;
    this.plain = new PlainRow(entity, layout);
    this.exact = compileRowCheck(entity, layout.header, csvRowReader(entity, layout), fingerprint);
    this.slugAt = entity.slug ? layout.header.indexOf(entity.slug.field) : -1;
    this.titleAt = entity.slug ? layout.header.indexOf(entity.slug.from) : -1;
    this.seed = hashSeed([meaning, layout.names, layout.header, layout.delimiter, layout.encoding]);
    this.delimiter = layout.delimiter.charCodeAt(0);
    this.fields = stagedFields(entity, layout.header).length;
    this.keyPlace = this.exact.keyAt;
  }

  /** Which records of the window are not stored from the same bytes; null where all have to be read. */
  async changedIn(window: RecordWindow, unrecognised: ChunkContext["unrecognised"]): Promise<Uint8Array | null> {
    const { bytes, base, marks } = window;
    if (this.hashes.length < marks.length * 4) this.hashes = new Int32Array(marks.length * 8);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (const [row, { start, end }] of marks.entries()) {
      hashBytes(view, start - base, end - base, this.seed, this.hashes, row * 4);
    }
    if (!unrecognised) return null;
    const changed = new Uint8Array(marks.length).fill(1);
    const asked: number[] = [];
    for (const [row, { start, end }] of marks.entries())
      if (this.splitKey(bytes, start - base, end - base)) asked.push(row);
    this.seen.begin(asked.length);
    for (const row of asked) {
      const { start, end } = marks[row] ?? { start: base, end: base };
      this.splitKey(bytes, start - base, end - base);
      const [from, to] = this.plain.contentOf(this.plain.keyAt);
      this.seen.add(bytes, from, to, this.hashes, row * 4);
      changed[row] = 0;
    }
    for (const place of await unrecognised(this.seen.take())) changed[asked[place] ?? 0] = 1;
    return changed;
  }

  private splitKey(bytes: Buffer, start: number, end: number): boolean {
    return this.plain.split(bytes, start, end, this.plain.keyAt + 1) && this.plain.hasPlainKey(bytes);
  }

  batch(window: RecordWindow, changed: Uint8Array | null): StagedBatch {
    const { bytes, base, marks } = window;
    const unsure: RecordMark[] = [];
    const unsureRows: number[] = [];
    let recognisedCount = 0;
    for (const [row, mark] of marks.entries()) {
      const [start, end] = [mark.start - base, mark.end - base];
      if (changed?.[row] === 0) {
        recognisedCount++;
        this.writeRecognised(bytes, mark, start, end);
      } else if (this.plain.split(bytes, start, end) && this.plain.isGood(bytes)) {
        this.writePlain(bytes, mark, row, end - start);
      } else {
        unsure.push(mark);
        unsureRows.push(row);
      }
    }
    const plainRows = this.sink.take();
    const judged = stageBlock(this.context, this.exact, this.read(window, unsure), {
      delimiter: this.layout.delimiter,
      sourceHash: (place) => this.hashText(unsureRows[place] ?? 0),
    });
    return {
      ...judged,
      rows: Buffer.concat([plainRows, judged.rows]),
      rowCount: marks.length,
      recognisedCount,
    };
  }

  /** What csv-parse makes of some records, each on a line of its own. */
  private read({ bytes, base }: RecordWindow, marks: readonly RecordMark[]): CsvRecord[] {
    if (marks.length === 0) return [];
    for (const { start, end } of marks) {
      this.sink.reserve(end - start + 1);
      this.sink.copy(bytes, start - base, end - base);
      this.sink.lineEnd();
    }
    const records: string[][] = parse(this.sink.take(), csvOptions(this.layout.delimiter));
    if (records.length !== marks.length) throw new Error("the two readers of a chunk disagree");
    return records.map((cells, at) => {
      const { start = 0, end = 0, line = 0 } = marks[at] ?? {};
      return { line, start, length: end - start, cells };
    });
  }

  private writePlace({ line, start }: RecordMark, length: number, flags: readonly [valid: number, recognised: number]) {
    const { sink, delimiter } = this;
    for (const number of [line, start, length]) {
      sink.digits(number);
      sink.byte(delimiter);
    }
    for (const flag of flags) {
      sink.byte(flag);
      sink.byte(delimiter);
    }
  }

  private writePlain(bytes: Buffer, mark: RecordMark, row: number, length: number): void {
    const { sink, plain, slugAt, titleAt, delimiter } = this;
    // Places and a hash take less than 128 bytes; a list's braces and quotes four for each.
    sink.reserve(length + 128 + 4 * this.fields);
    this.writePlace(mark, length, [YES, NO]);
    if (titleAt !== -1 && (slugAt === -1 || plain.isEmpty(slugAt))) {
      sink.text(generatedSlug(plain.text(bytes, titleAt), plain.text(bytes, plain.keyAt)));
      sink.reserve(length + 128 + 4 * this.fields);
    }
    sink.byte(delimiter);
    sink.hex(this.hashes, row * 4);
    sink.byte(delimiter);
    plain.writeCells(bytes, sink);
    sink.lineEnd();
  }

  private writeRecognised(bytes: Buffer, mark: RecordMark, start: number, end: number): void {
    const { sink, plain, delimiter } = this;
    sink.reserve(end - start + 128 + this.fields);
    this.writePlace(mark, end - start, [NO, YES]);
    sink.byte(delimiter);
    sink.byte(delimiter);
    this.splitKey(bytes, start, end);
    for (let place = 0; place < this.fields; place++) {
      if (place > 0) sink.byte(delimiter);
      if (place === this.keyPlace) plain.writeCell(bytes, plain.keyAt, sink);
    }
    sink.lineEnd();
  }

  private hashText(row: number): string {
    this.sink.reserve(32);
    this.sink.hex(this.hashes, row * 4);
    return this.sink.take().toString("latin1");
  }
}

const YES = 0x74;
const NO = 0x66;
