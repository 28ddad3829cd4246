import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { Entity } from "../../domain/entity.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { ByteSink } from "../byte-sink.js";
import type { ChunkContext, ComparableBatch, ComparableRows } from "../codec.js";
import { PlainRow } from "./plain-row.js";
import { readRecordWindows } from "./record-windows.js";
import { WindowHashes } from "./window-hashes.js";

/** The keys and source hashes of a UTF-8 file's rows: no other cell is looked at. */
export function compareCsv(entity: Entity, layout: CsvLayout): ComparableRows {
  const plain = new PlainRow(entity, layout);
  // Two, since one goes over to Postgres while the other is filled.
  let sinks = [new ByteSink(1 << 17), new ByteSink(1 << 17)] as const;
  let lastKey = Buffer.alloc(0);
  return { columns: ["line", "key", "sourceHash"], read };

  async function* read(context: ChunkContext, bytes: AssetBytes): AsyncGenerator<ComparableBatch> {
    const hashes = new WindowHashes(context.meaning, layout);
    for await (const window of readRecordWindows(layout.delimiter, bytes, context.chunk)) {
      const { bytes: held, count, starts, ends, lines } = window;
      hashes.take(window);
      const [sink, other] = sinks;
      sinks = [other, sink];
      const withoutKey: number[] = [];
      let isAscending = true;
      let [from, to] = [0, 0];
      for (let row = 0; row < count; row++) {
        const line = lines[row] ?? 0;
        if (!plain.splitKey(held, starts[row] ?? 0, ends[row] ?? 0)) {
          withoutKey.push(line);
          continue;
        }
        const [start, end] = [plain.startOf(plain.keyAt), plain.endOf(plain.keyAt)];
        const isNext = to === 0 ? lastKey.compare(held, start, end) < 0 : held.compare(held, start, end, from, to) < 0;
        isAscending &&= isNext;
        [from, to] = [start, end];
        writeTuple(sink, line, held, start, end, hashes.words, row * 4);
      }
      if (to > 0) lastKey = Buffer.from(held.subarray(from, to));
      yield { tuples: sink.take(), rowCount: count, withoutKey, isAscending };
    }
  }
}

function writeTuple(
  sink: ByteSink,
  line: number,
  bytes: Buffer,
  keyStart: number,
  keyEnd: number,
  hashes: Int32Array,
  hashAt: number,
): void {
  sink.reserve(64 + keyEnd - keyStart);
  sink.int16(3);
  sink.int32(4);
  sink.int32(line);
  sink.int32(keyEnd - keyStart);
  sink.copy(bytes, keyStart, keyEnd);
  sink.uuid(hashes, hashAt);
}
