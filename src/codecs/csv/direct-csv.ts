import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { Entity } from "../../domain/entity.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { ByteSink } from "../byte-sink.js";
import type { ChunkContext, ConstantColumn, DirectBatch, DirectRows } from "../codec.js";
import { EntityRowWriter } from "./entity-row-writer.js";
import { ExactRows } from "./exact-rows.js";
import { PlainRow } from "./plain-row.js";
import { readRecordWindows } from "./record-windows.js";
import { WindowHashes } from "./window-hashes.js";

/** The rows of a UTF-8 file for a table that has none of their keys: plain ones as they will stand there. */
export function directCsv(entity: Entity, layout: CsvLayout, constants: readonly ConstantColumn[]): DirectRows {
  const writer = new EntityRowWriter(entity, layout, constants);
  const plain = new PlainRow(entity, layout);
  return { columns: writer.columns, stage };

  async function* stage(context: ChunkContext, bytes: AssetBytes): AsyncGenerator<DirectBatch> {
    const exact = new ExactRows(context, layout);
    const hashes = new WindowHashes(context.meaning, layout);
    const keys = new ByteSink(1 << 16);
    for await (const window of readRecordWindows(layout.delimiter, bytes, context.chunk)) {
      const { bytes: held, count, starts, ends } = window;
      hashes.take(window);
      const unsure: number[] = [];
      for (let row = 0; row < count; row++) {
        const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
        if (plain.split(held, start, end) && plain.isGood(held)) {
          writer.write(plain, held, end - start, hashes.words, row * 4);
          plain.writeKey(held, keys);
        } else unsure.push(row);
      }
      const staged = await exact.stage(window, unsure, hashes);
      const tupleCount = count - unsure.length;
      yield { ...staged, rowCount: count, tuples: writer.take(), tupleCount, keys: keys.take() };
    }
  }
}
