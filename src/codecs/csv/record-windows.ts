import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import type { Chunk } from "../../domain/file-plan.js";
import { RecordScanner } from "./record-scanner.js";

/**
 * Some whole records of a file. `bytes` begins at the file's byte `base`, from which the positions of the records
 * count. The buffers are reused for the next window.
 */
export interface RecordWindow {
  readonly bytes: Buffer;
  readonly base: number;
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly lines: Int32Array;
}

/** The size of a window, in bytes. It bounds memory, and is large enough for a COPY statement. */
const windowBytes = 1 << 20;

/** Yields the records of a byte range in an encoding of single bytes or UTF-8, window by window. */
export async function* readRecordWindows(
  { delimiter, countsRecords }: Pick<CsvLayout, "delimiter" | "countsRecords">,
  bytes: AssetBytes,
  { start, end, firstLine }: Omit<Chunk, "no" | "rows">,
): AsyncGenerator<RecordWindow> {
  // One buffer for all windows: a new buffer for each window would cause a full garbage collection every few windows.
  let buffer = Buffer.allocUnsafeSlow(windowBytes + (windowBytes >> 1));
  let size = 0;
  let base = start;
  let count = 0;
  let [starts, ends, lines] = [new Int32Array(4_096), new Int32Array(4_096), new Int32Array(4_096)];

  const origin = { position: start, line: firstLine, countsRecords };
  function onRecord(from: number, to: number, line: number): void {
    if (count === starts.length) [starts, ends, lines] = [doubled(starts), doubled(ends), doubled(lines)];
    starts[count] = from - base;
    ends[count] = to - base;
    lines[count] = line;
    count++;
  }
  /** The number of bytes in blank lines before the first record. */
  let blank = 0;
  const scanner = new RecordScanner(delimiter.charCodeAt(0), origin, onRecord, (_, to) => {
    if (count === 0) blank = to - base;
  });
  const window = () => ({ bytes: buffer.subarray(0, size), base, count, starts, ends, lines });

  function add(block: Buffer): void {
    if (size + block.length > buffer.length) {
      const larger = Buffer.allocUnsafeSlow((size + block.length) * 2);
      buffer.copy(larger, 0, 0, size);
      buffer = larger;
    }
    block.copy(buffer, size);
    size += block.length;
  }

  /** Drops the first `length` bytes of the buffer. */
  function forget(length: number): void {
    buffer.copyWithin(0, length, size);
    size -= length;
    base += length;
    count = 0;
    blank = 0;
  }

  for await (const block of bytes.read({ start, end })) {
    add(block);
    scanner.push(block);
    // Blank lines are dropped at once: they are not records, and a file may hold gigabytes of them.
    if (count === 0) forget(scanner.isBetweenRecords ? size : blank);
    if (size < windowBytes || count === 0) continue;
    yield window();
    forget(ends[count - 1] ?? 0);
  }
  scanner.finish();
  if (count > 0) yield window();
}

function doubled(places: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(places.length * 2);
  larger.set(places);
  return larger;
}
