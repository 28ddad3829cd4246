import type { AssetBytes } from "../../domain/asset-bytes.js";
import { readHead } from "../read-head.js";
import { byteOrderMark, type Encoding, unitSize } from "./encoding.js";
import { endOfText } from "./end-of-text.js";
import { type Preamble, preambleOf } from "./preamble.js";

/**
 * The position of a file's text, without the byte-order mark, the lines before the header and the end-of-file
 * characters.
 */
export interface TextFrame {
  /** The encoding that the mark names. Without a mark, UTF-8 is assumed until the bytes are invalid. */
  readonly encoding: Encoding;
  readonly isMarked: boolean;
  /** The position of the header's first byte, and its line. */
  readonly origin: number;
  readonly firstLine: number;
  /** The position after the last byte of the last line. */
  readonly end: number;
  readonly before: Preamble;
  /** The first bytes from `origin` on, and whether they are all of the text. */
  readonly head: Buffer;
  readonly isWhole: boolean;
}

/** Finds the text of a file by its first and last bytes. */
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
