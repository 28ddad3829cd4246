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
  /** For what is put together apart from the rows. */
  private readonly apart = new ByteSink(1 << 12);
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
    const { bytes, count, starts, ends } = window;
    if (this.hashes.length < count * 4) this.hashes = new Int32Array(count * 8);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let row = 0; row < count; row++) {
      hashBytes(view, starts[row] ?? 0, ends[row] ?? 0, this.seed, this.hashes, row * 4);
    }
    if (!unrecognised) return null;
    const changed = new Uint8Array(count);
    const asked: number[] = [];
    for (let row = 0; row < count; row++) {
      if (this.splitKey(window, row)) asked.push(row);
      else changed[row] = 1;
    }
    this.seen.begin(asked.length);
    for (const row of asked) {
      this.splitKey(window, row);
      const [from, to] = this.plain.contentOf(this.plain.keyAt);
      this.seen.add(bytes, from, to, this.hashes, row * 4);
    }
    for (const place of await unrecognised(this.seen.take())) changed[asked[place] ?? 0] = 1;
    return changed;
  }

  private splitKey({ bytes, starts, ends }: RecordWindow, row: number): boolean {
    const { plain } = this;
    return plain.split(bytes, starts[row] ?? 0, ends[row] ?? 0, plain.keyAt + 1) && plain.hasPlainKey(bytes);
  }

  batch(window: RecordWindow, changed: Uint8Array | null): StagedBatch {
    const { bytes, count, starts, ends } = window;
    const { plain, sink } = this;
    const unsure: number[] = [];
    let recognisedCount = 0;
    for (let row = 0; row < count; row++) {
      if (changed?.[row] === 0) {
        recognisedCount++;
        this.writeRecognised(window, row);
      } else if (plain.split(bytes, starts[row] ?? 0, ends[row] ?? 0) && plain.isGood(bytes)) {
        this.writePlain(window, row);
      } else unsure.push(row);
    }
    const judged = stageBlock(this.context, this.exact, this.read(window, unsure), {
      delimiter: this.layout.delimiter,
      sourceHash: (place) => this.hashText(unsure[place] ?? 0),
    });
    sink.reserve(judged.rows.length);
    sink.copy(judged.rows, 0, judged.rows.length);
    return { ...judged, rows: sink.take(), rowCount: count, recognisedCount };
  }

  /** What csv-parse makes of some records, each on a line of its own. */
  private read({ bytes, base, starts, ends, lines }: RecordWindow, rows: readonly number[]): CsvRecord[] {
    if (rows.length === 0) return [];
    const alone = this.apart;
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

  private writePlace({ base, starts, ends, lines }: RecordWindow, row: number, valid: number, recognised: number) {
    const { sink, delimiter } = this;
    const start = starts[row] ?? 0;
    sink.digits(lines[row] ?? 0);
    sink.byte(delimiter);
    sink.digits(base + start);
    sink.byte(delimiter);
    sink.digits((ends[row] ?? 0) - start);
    sink.byte(delimiter);
    sink.byte(valid);
    sink.byte(delimiter);
    sink.byte(recognised);
    sink.byte(delimiter);
  }

  private writePlain(window: RecordWindow, row: number): void {
    const { sink, plain, slugAt, titleAt, delimiter } = this;
    const { bytes, starts, ends } = window;
    // Places and a hash take less than 128 bytes; a list's braces and quotes four for each.
    const most = (ends[row] ?? 0) - (starts[row] ?? 0) + 128 + 4 * this.fields;
    sink.reserve(most);
    this.writePlace(window, row, YES, NO);
    if (titleAt !== -1 && (slugAt === -1 || plain.isEmpty(slugAt))) {
      sink.text(generatedSlug(plain.text(bytes, titleAt), plain.text(bytes, plain.keyAt)));
      sink.reserve(most);
    }
    sink.byte(delimiter);
    sink.hex(this.hashes, row * 4);
    sink.byte(delimiter);
    plain.writeCells(bytes, sink);
    sink.lineEnd();
  }

  private writeRecognised(window: RecordWindow, row: number): void {
    const { sink, plain, delimiter } = this;
    sink.reserve((window.ends[row] ?? 0) - (window.starts[row] ?? 0) + 128 + this.fields);
    this.writePlace(window, row, NO, YES);
    sink.byte(delimiter);
    sink.byte(delimiter);
    this.splitKey(window, row);
    for (let place = 0; place < this.fields; place++) {
      if (place > 0) sink.byte(delimiter);
      if (place === this.keyPlace) plain.writeCell(window.bytes, plain.keyAt, sink);
    }
    sink.lineEnd();
  }

  private hashText(row: number): string {
    this.apart.reserve(32);
    this.apart.hex(this.hashes, row * 4);
    return this.apart.take().toString("latin1");
  }
}

const YES = 0x74;
const NO = 0x66;
