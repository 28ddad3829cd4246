import type { AssetBytes } from "../../domain/asset-bytes.js";
import { readHead } from "../read-head.js";
import { byteOrderMark, type Encoding, unitSize } from "./encoding.js";
import { endOfText } from "./end-of-text.js";
import { type Preamble, preambleOf } from "./preamble.js";

/**
 * Where the text of a file lies, without what stands around it: a mark, lines before the header, end-of-file
 * characters.
 */
export interface TextFrame {
  /** What the mark says; without one the file is read as UTF-8 until it proves to be none. */
  readonly encoding: Encoding;
  readonly isMarked: boolean;
  /** The first byte of the header, and its line. */
  readonly origin: number;
  readonly firstLine: number;
  /** Behind the last byte of the last line. */
  readonly end: number;
  readonly before: Preamble;
  /** The first bytes from the origin on, and whether they are all. */
  readonly head: Buffer;
  readonly isWhole: boolean;
}

/** Looks at the first and the last bytes of a file. */
export async function frameText(bytes: AssetBytes, headBytes: number): Promise<TextFrame> {
  const first = await readHead(bytes, headBytes);
  const mark = byteOrderMark(first);
  const encoding = mark?.encoding ?? "utf-8";
  const end = await endOfText(bytes, first, encoding);
  const known = first.subarray(0, end);
  const start = mark?.length ?? 0;
  const before = preambleOf(known.subarray(start), encoding);
  const origin = start + before.units * unitSize(encoding);
  return {
    ...{ encoding, isMarked: mark !== null, origin, firstLine: 1 + before.lines.length, end, before },
    ...{ head: known.subarray(origin), isWhole: first.length >= end },
  };
}
