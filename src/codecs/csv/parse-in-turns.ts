import { setImmediate } from "node:timers/promises";
import { parse } from "csv-parse";
import type { CsvLayout } from "../../domain/file-layout.js";
import { csvOptions } from "./csv-options.js";

/** The number of bytes that csv-parse reads in some milliseconds. */
const sliceBytes = 1 << 15;

/**
 * Yields the cells of records, slice by slice. A text may be as large as a record or a window, so other tasks of the
 * event loop run between two slices.
 */
export async function* parseInTurns(text: Buffer, delimiter: CsvLayout["delimiter"]): AsyncGenerator<string[][]> {
  const parser = parse(csvOptions(delimiter));
  let failure: Error | null = null;
  parser.on("error", (error) => {
    failure = error;
  });
  try {
    for (let at = 0; !parser.readableEnded; at += sliceBytes) {
      if (at < text.length) parser.write(text.subarray(at, at + sliceBytes));
      else if (!parser.writableEnded) parser.end();
      await setImmediate();
      if (failure) throw failure;
      const records: string[][] = [];
      for (let cells: string[] | null = parser.read(); cells !== null; cells = parser.read()) records.push(cells);
      if (records.length > 0) yield records;
    }
  } finally {
    parser.destroy();
  }
}
