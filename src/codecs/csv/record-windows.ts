import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { Chunk } from "../codec.js";
import { type RecordMark, RecordScanner } from "./record-scanner.js";

/** Some whole records of a file; `bytes` begins at the file's byte `base`, the marks are places in the file. */
export interface RecordWindow {
  readonly bytes: Buffer;
  readonly base: number;
  readonly marks: readonly RecordMark[];
}

/** Bounds memory, and is worth a COPY statement. */
const windowBytes = 1 << 20;

/** The records of a byte range in an encoding of single bytes or UTF-8, window by window. */
export async function* readRecordWindows(
  delimiter: string,
  bytes: AssetBytes,
  { start, end, firstLine }: Omit<Chunk, "no" | "rows">,
): AsyncGenerator<RecordWindow> {
  let marks: RecordMark[] = [];
  const origin = { position: start, line: firstLine };
  const scanner = new RecordScanner(delimiter.charCodeAt(0), origin, (mark) => marks.push(mark));
  let blocks: Buffer[] = [];
  let base = start;
  let size = 0;

  function take(): RecordWindow {
    const window = { bytes: Buffer.concat(blocks, size), base, marks };
    const last = marks.at(-1)?.end ?? base;
    const rest = window.bytes.subarray(last - base);
    [blocks, base, size, marks] = [[Buffer.from(rest)], last, rest.length, []];
    return window;
  }

  for await (const block of bytes.read({ start, end })) {
    blocks.push(block);
    size += block.length;
    scanner.push(block);
    if (size >= windowBytes && marks.length > 0) yield take();
  }
  scanner.finish();
  if (marks.length > 0) yield take();
}
