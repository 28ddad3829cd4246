import type { AssetBytes } from "../../domain/asset-bytes.js";
import { generatedSlug } from "../../domain/fields/slug.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { stagedFields } from "../../domain/row-check.js";
import { ByteSink } from "../byte-sink.js";
import { type ChunkContext, fate, type RowBatch } from "../codec.js";
import { EntityRowWriter } from "./entity-row-writer.js";
import { ExactRows } from "./exact-rows.js";
import { PlainRow } from "./plain-row.js";
import { type RecordWindow, readRecordWindows } from "./record-windows.js";
import { WindowHashes } from "./window-hashes.js";

/**
 * Reads a chunk of a UTF-8 file. A plain record becomes a tuple of the entity's table, or is staged as it stands, by its
 * fate; all others are read by csv-parse, judged exactly and staged.
 */
export async function* stageCsv(context: ChunkContext, layout: CsvLayout, bytes: AssetBytes): AsyncGenerator<RowBatch> {
  const stage = new CsvStage(context, layout);
  for await (const window of readRecordWindows(layout.delimiter, bytes, context.chunk)) yield await stage.batch(window);
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
  private readonly writer: EntityRowWriter | null;
  private keys = [new ByteSink(1 << 16), new ByteSink(1 << 16)] as const;
  private readBefore = 0;

  constructor(
    private readonly context: ChunkContext,
    layout: CsvLayout,
  ) {
    const { entity, meaning, constants } = context;
    this.plain = new PlainRow(entity, layout);
    this.exact = new ExactRows(context, layout);
    this.hashes = new WindowHashes(meaning, layout);
    this.writer = constants && new EntityRowWriter(entity, layout, constants);
    this.slugAt = entity.slug ? layout.header.indexOf(entity.slug.field) : -1;
    this.titleAt = entity.slug ? layout.header.indexOf(entity.slug.from) : -1;
    this.delimiter = layout.delimiter.charCodeAt(0);
    this.fields = stagedFields(entity, layout.header).length;
  }

  async batch(window: RecordWindow): Promise<RowBatch> {
    const { bytes, count, starts, ends } = window;
    const { plain, sink, writer, hashes } = this;
    const fates = this.context.fates?.subarray(this.readBefore, this.readBefore + count) ?? null;
    this.readBefore += count;
    hashes.take(window, fates);
    const [keys, otherKeys] = this.keys;
    this.keys = [otherKeys, keys];
    const unsure: number[] = [];
    let rowCount = 0;
    let tupleCount = 0;
    for (let row = 0; row < count; row++) {
      const is = fates?.[row] ?? fate.stage;
      if (is === fate.skip) continue;
      rowCount++;
      const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
      if (!plain.split(bytes, start, end) || !plain.isGood(bytes)) unsure.push(row);
      else if (is === fate.stage || writer === null) this.writePlain(window, row);
      else {
        writer.write(plain, bytes, end - start, hashes.words, row * 4);
        plain.writeKey(bytes, keys);
        tupleCount++;
      }
    }
    const judged = await this.exact.stage(window, unsure, hashes);
    sink.reserve(judged.rows.length);
    sink.copy(judged.rows, 0, judged.rows.length);
    const tuples = writer?.take() ?? judged.tuples;
    return { ...judged, rows: sink.take(), rowCount, tuples, tupleCount, keys: keys.take() };
  }

  private writePlain({ bytes, base, starts, ends, lines }: RecordWindow, row: number): void {
    const { sink, plain, slugAt, titleAt, delimiter } = this;
    const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
    // Places and a hash take less than 128 bytes; a list's braces and quotes four for each.
    const most = end - start + 128 + 4 * this.fields;
    sink.reserve(most);
    sink.digits(lines[row] ?? 0);
    sink.byte(delimiter);
    sink.digits(base + start);
    sink.byte(delimiter);
    sink.digits(end - start);
    sink.byte(delimiter);
    sink.byte(VALID);
    sink.byte(delimiter);
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
}

const VALID = 0x74;
