import type { AssetBytes } from "../../domain/asset-bytes.js";
import { generatedSlug } from "../../domain/fields/slug.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { stagedFields } from "../../domain/row-check.js";
import { ByteSink } from "../byte-sink.js";
import type { ChunkContext, StagedBatch } from "../codec.js";
import { ExactRows } from "./exact-rows.js";
import { PlainRow } from "./plain-row.js";
import { type RecordWindow, readRecordWindows } from "./record-windows.js";
import { SeenRowsWriter } from "./seen-rows.js";
import { WindowHashes } from "./window-hashes.js";

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
    yield await stage.batch(window, changed);
  }
}

class CsvStage {
  private readonly plain: PlainRow;
  private readonly exact: ExactRows;
  private readonly hashes: WindowHashes;
  private readonly slugAt: number;
  private readonly titleAt: number;
  private readonly delimiter: number;
  private readonly fields: number;
  private readonly sink = new ByteSink();
  private readonly seen = new SeenRowsWriter();

  constructor(
    private readonly context: ChunkContext,
    layout: CsvLayout,
  ) {
    const { entity, meaning } = context;
    this.plain = new PlainRow(entity, layout);
    this.exact = new ExactRows(context, layout);
    this.hashes = new WindowHashes(meaning, layout);
    this.slugAt = entity.slug ? layout.header.indexOf(entity.slug.field) : -1;
    this.titleAt = entity.slug ? layout.header.indexOf(entity.slug.from) : -1;
    this.delimiter = layout.delimiter.charCodeAt(0);
    this.fields = stagedFields(entity, layout.header).length;
  }

  /** Which records of the window are not stored from the same bytes; null where all have to be read. */
  async changedIn(window: RecordWindow, unrecognised: ChunkContext["unrecognised"]): Promise<Uint8Array | null> {
    const { bytes, count } = window;
    this.hashes.take(window, this.context.only);
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
      const { keyAt } = this.plain;
      this.seen.add(bytes, this.plain.startOf(keyAt), this.plain.endOf(keyAt), this.hashes.words, row * 4);
    }
    for (const place of await unrecognised(this.seen.take())) changed[asked[place] ?? 0] = 1;
    return changed;
  }

  private splitKey({ bytes, starts, ends }: RecordWindow, row: number): boolean {
    return this.plain.splitKey(bytes, starts[row] ?? 0, ends[row] ?? 0);
  }

  async batch(window: RecordWindow, changed: Uint8Array | null): Promise<StagedBatch> {
    const { bytes, count, starts, ends, lines } = window;
    const { plain, sink } = this;
    const { only } = this.context;
    const unsure: number[] = [];
    let recognisedCount = 0;
    let rowCount = 0;
    for (let row = 0; row < count; row++) {
      if (only && !only.has(lines[row] ?? 0)) continue;
      rowCount++;
      if (changed?.[row] === 0) {
        recognisedCount++;
        this.writeRecognised(window, row);
      } else if (plain.split(bytes, starts[row] ?? 0, ends[row] ?? 0) && plain.isGood(bytes)) {
        this.writePlain(window, row);
      } else unsure.push(row);
    }
    const judged = await this.exact.stage(window, unsure, this.hashes);
    sink.reserve(judged.rows.length);
    sink.copy(judged.rows, 0, judged.rows.length);
    return { ...judged, rows: sink.take(), rowCount, recognisedCount };
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
    sink.hex(this.hashes.words, row * 4);
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
      if (place === this.exact.keyPlace) plain.writeCell(window.bytes, plain.keyAt, sink);
    }
    sink.lineEnd();
  }
}

const YES = 0x74;
const NO = 0x66;
