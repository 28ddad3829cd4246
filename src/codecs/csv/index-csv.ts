import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { Entity } from "../../domain/entity.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { ByteSink } from "../byte-sink.js";
import type { ChunkContext, IndexBatch, IndexReader } from "../codec.js";
import { ExactRows } from "./exact-rows.js";
import { PlainRow } from "./plain-row.js";
import { type RecordWindow, readRecordWindows } from "./record-windows.js";
import { WindowHashes } from "./window-hashes.js";

/** The keys and source hashes of a UTF-8 file's records. No other cell is looked at; csv-parse reads the odd keys. */
export function indexCsv(entity: Entity, layout: CsvLayout): IndexReader {
  const plain = new PlainRow(entity, layout);
  // Two, since one goes over to Postgres while the other is filled.
  let sinks = [new ByteSink(1 << 17), new ByteSink(1 << 17)] as const;
  let lastKey = Buffer.alloc(0);
  let isAscending = true;
  let records = 0;
  return { columns: ["no", "key", "sourceHash"], read };

  async function* read(context: ChunkContext, bytes: AssetBytes): AsyncGenerator<IndexBatch> {
    const hashes = new WindowHashes(context.meaning, layout);
    const exact = new ExactRows(context, layout);
    for await (const window of readRecordWindows(layout.delimiter, bytes, context.chunk)) {
      hashes.take(window);
      const [sink, other] = sinks;
      sinks = [other, sink];
      const odd = writePlainKeys(window, hashes, sink);
      if (odd.length > 0) await writeOddKeys(window, odd, exact, hashes, sink);
      records += window.count;
      yield { tuples: sink.take(), rowCount: window.count, isAscending };
    }
  }

  /** Gives the rows whose keys are not what stands in their cells. */
  function writePlainKeys(
    { bytes, count, starts, ends }: RecordWindow,
    hashes: WindowHashes,
    sink: ByteSink,
  ): number[] {
    const odd: number[] = [];
    let [from, to] = [0, 0];
    for (let row = 0; row < count; row++) {
      if (!plain.splitKey(bytes, starts[row] ?? 0, ends[row] ?? 0)) {
        odd.push(row);
        continue;
      }
      const [start, end] = [plain.startOf(plain.keyAt), plain.endOf(plain.keyAt)];
      isAscending &&=
        to === 0 ? lastKey.compare(bytes, start, end) < 0 : bytes.compare(bytes, start, end, from, to) < 0;
      [from, to] = [start, end];
      begin(sink, records + row, end - start);
      sink.copy(bytes, start, end);
      sink.uuid(hashes.words, row * 4);
    }
    if (to > 0) lastKey = Buffer.from(bytes.subarray(from, to));
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
      isAscending &&= text === null;
      begin(sink, records + row, text?.length ?? null);
      if (text !== null) sink.copy(text, 0, text.length);
      sink.uuid(hashes.words, row * 4);
    }
  }
}

/** The start of a tuple up to its key; @param length the key's in bytes, null where there is none */
function begin(sink: ByteSink, no: number, length: number | null): void {
  sink.reserve(64 + (length ?? 0));
  sink.int16(3);
  sink.int32(4);
  sink.int32(no);
  sink.int32(length ?? -1);
}
