import { once } from "node:events";
import { parse } from "csv-parse";
import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import type { Chunk } from "../../domain/file-plan.js";
import { slicesInTurns } from "../in-turns.js";
import { csvOptions } from "./csv-options.js";
import type { CsvRecord } from "./csv-row.js";
import { toUnits, unitSize } from "./encoding.js";
import { type RecordMark, RecordScanner } from "./record-scanner.js";

/**
 * Yields the records of a byte range, block by block. csv-parse reads the cells, and the record scanner finds the
 * position of each record in the same bytes. The two must agree on every record.
 */
export async function* readRecordBlocks(
  layout: CsvLayout,
  bytes: AssetBytes,
  { start, end, firstLine }: Omit<Chunk, "no" | "rows">,
): AsyncGenerator<CsvRecord[]> {
  const size = unitSize(layout.encoding);
  // Blank records are included, because csv-parse yields them.
  const marks: (RecordMark & { readonly isBlank: boolean })[] = [];
  const origin = { position: start / size, line: firstLine, countsRecords: layout.countsRecords };
  const scanner = new RecordScanner(
    layout.delimiter.charCodeAt(0),
    origin,
    (from, to, line) => marks.push({ start: from, end: to, line, isBlank: false }),
    (from, to, line) => marks.push({ start: from, end: to, line, isBlank: true }),
  );
  const units = toUnits(layout.encoding, start);
  const decoder = new TextDecoder(layout.encoding, { ignoreBOM: true });
  const parser = parse(csvOptions(layout.delimiter));
  let failure: Error | null = null;
  parser.on("error", (error) => {
    failure = error;
  });
  const pending: string[][] = [];

  function take(): CsvRecord[] {
    for (let cells: string[] | null = parser.read(); cells !== null; cells = parser.read()) pending.push(cells);
    const ready = Math.min(pending.length, marks.length);
    const places = marks.splice(0, ready);
    return pending.splice(0, ready).flatMap((cells, at) => {
      const { start: from = 0, end: to = 0, line = 0, isBlank } = places[at] ?? {};
      return isBlank ? [] : [{ line, start: from * size, length: (to - from) * size, cells }];
    });
  }

  try {
    for await (const block of slicesInTurns(bytes.read({ start, end }))) {
      scanner.push(units.push(block));
      // csv-parse works on UTF-8 bytes; only other encodings need a string in between.
      parser.write(layout.encoding === "utf-8" ? block : decoder.decode(block, { stream: true }));
      const records = take();
      if (records.length > 0) yield records;
    }
    scanner.finish();
    parser.end(decoder.decode());
    await once(parser, "finish");
    yield take();
    if (failure || pending.length > 0 || marks.length > 0) throw new Error("the two readers of a chunk disagree");
  } finally {
    parser.destroy();
  }
}
