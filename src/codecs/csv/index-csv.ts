import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { Entity } from "../../domain/entity.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import type { Chunk } from "../../domain/file-plan.js";
import type { ByteSink } from "../byte-sink.js";
import type { ChunkContext, IndexBatch, IndexReader, KeyRange } from "../codec.js";
import { ExactRows } from "./exact-rows.js";
import { KeyOrder } from "./key-order.js";
import { PlainRow } from "./plain-row.js";
import { type RecordWindow, readRecordWindows } from "./record-windows.js";
import { TupleSinks } from "./tuple-sinks.js";
import { WindowHashes } from "./window-hashes.js";

/**
 * Reads the keys and source hashes of a UTF-8 file's records. No other cell is read. The row check reads the odd keys.
 */
export function indexCsv(entity: Entity, layout: CsvLayout): IndexReader {
  const plain = new PlainRow(entity, layout);
  const sinks = new TupleSinks(1 << 17);
  const order = new KeyOrder();
  let records = 0;
  return { columns: ["no", "key", "sourceHash"], read, outOfOrder: () => order.outOfOrder, ascend };

  async function* read(context: ChunkContext, bytes: AssetBytes): AsyncGenerator<IndexBatch> {
    const hashes = new WindowHashes(context.meaning, layout);
    const exact = new ExactRows(context, layout);
    for await (const window of readRecordWindows(layout, bytes, context.chunk)) {
      hashes.take(window);
      const odd = writePlainKeys(window, hashes, sinks.current);
      if (odd.length > 0) await writeOddKeys(window, odd, exact, hashes, sinks.current);
      records += window.count;
      yield { tuples: sinks.take(), rowCount: window.count };
    }
  }

  /** Writes the keys that equal the bytes of their cells. Returns the rows of all other keys. */
  function writePlainKeys(
    { bytes, count, starts, ends }: RecordWindow,
    hashes: WindowHashes,
    sink: ByteSink,
  ): number[] {
    const odd: number[] = [];
    for (let row = 0; row < count; row++) {
      if (!plain.splitKey(bytes, starts[row] ?? 0, ends[row] ?? 0)) {
        odd.push(row);
        continue;
      }
      const [start, end] = [plain.startOf(plain.keyAt), plain.endOf(plain.keyAt)];
      order.add(records + row, bytes, start, end);
      begin(sink, records + row, end - start);
      sink.copy(bytes, start, end);
      sink.uuid(hashes.words, row * 4);
    }
    order.keepGreatest();
    return odd;
  }

  async function writeOddKeys(
    window: RecordWindow,
    odd: readonly number[],
    exact: ExactRows,
    hashes: WindowHashes,
    sink: ByteSink,
  ): Promise<void> {
    for (const [row, key] of await exact.keys(window, odd)) {
      const text = key === null ? null : Buffer.from(key);
      if (text !== null) order.addUncertain(records + row);
      begin(sink, records + row, text?.length ?? null);
      if (text !== null) sink.copy(text, 0, text.length);
      sink.uuid(hashes.words, row * 4);
    }
  }

  async function* ascend(chunks: readonly Chunk[], bytes: AssetBytes): AsyncGenerator<KeyRange | null> {
    const followed = new KeyOrder();
    for (const chunk of chunks) {
      for await (const window of readRecordWindows(layout, bytes, chunk)) {
        for (let row = 0; row < window.count && followed.outOfOrder?.length === 0; row++) {
          if (!plain.splitKey(window.bytes, window.starts[row] ?? 0, window.ends[row] ?? 0)) followed.addUncertain(row);
          else followed.add(row, window.bytes, plain.startOf(plain.keyAt), plain.endOf(plain.keyAt));
        }
        followed.keepGreatest();
        yield followed.ascended();
      }
    }
  }
}

/**
 * Writes the start of a tuple up to its key.
 *
 * @param length of the key, in bytes; null without a key
 */
function begin(sink: ByteSink, no: number, length: number | null): void {
  sink.reserve(64 + (length ?? 0));
  sink.int16(3);
  sink.int32(4);
  sink.int32(no);
  sink.int32(length ?? -1);
}
