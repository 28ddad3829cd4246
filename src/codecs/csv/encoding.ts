import { isAscii, isUtf8 } from "node:buffer";
import type { CsvLayout } from "../../domain/file-layout.js";
import { incompleteTail, sequenceLength } from "../utf8.js";

export type Encoding = CsvLayout["encoding"];

/** Returns the encoding and the length, in bytes, of a byte-order mark; null without a mark. */
export function byteOrderMark(head: Buffer): { encoding: Encoding; length: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", length: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", length: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", length: 2 };
  return null;
}

export function unitSize(encoding: Encoding): 1 | 2 {
  return encoding === "utf-16le" || encoding === "utf-16be" ? 2 : 1;
}

/** The error at the byte where a file is not text. The planner turns the offset into a line. */
export class FaultAt extends Error {
  constructor(
    readonly code: "INVALID_ENCODING" | "NUL_BYTE",
    readonly offset: number,
  ) {
    super(code);
  }
}

/**
 * Detects the encoding of a file without a UTF-16 mark while it is streamed (section D 12): UTF-8 if all bytes are
 * valid; else Windows-1252, if it holds no valid multi-byte UTF-8 sequence and no UTF-8 mark; else `INVALID_ENCODING`
 * at the first invalid byte.
 */
export class Utf8Judge {
  private carry: Buffer = Buffer.alloc(0);
  private badAt: number | null = null;

  /** @param multiByte whether a byte-order mark already identifies the file as UTF-8 */
  constructor(
    private multiByte: boolean,
    private position: number,
  ) {}

  push(block: Buffer): void {
    if (this.carry.length === 0 && isAscii(block)) {
      this.position += block.length;
      return;
    }
    const bytes = this.carry.length === 0 ? block : Buffer.concat([this.carry, block]);
    const whole = bytes.length - incompleteTail(bytes);
    this.carry = Buffer.from(bytes.subarray(whole));
    this.judge(bytes.subarray(0, whole));
  }

  finish(): "utf-8" | "windows-1252" {
    this.judge(this.carry);
    if (this.badAt === null) return "utf-8";
    if (!this.multiByte) return "windows-1252";
    throw new FaultAt("INVALID_ENCODING", this.badAt);
  }

  private judge(bytes: Buffer): void {
    if (this.badAt === null && isUtf8(bytes)) this.multiByte ||= !isAscii(bytes);
    else this.judgeSlowly(bytes);
    this.position += bytes.length;
  }

  private judgeSlowly(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const length = sequenceLength(bytes, at);
      if (length > 1) this.multiByte = true;
      if (length === 0) this.badAt ??= this.position + at;
      at += Math.max(1, length);
    }
  }
}

/**
 * Turns UTF-16 code units into one byte each, so that the record scanner reads every encoding alike. ASCII is kept, and
 * any other unit becomes 0x80. An odd last byte is held back. A lone surrogate is a fault of the file.
 */
export class Utf16Units {
  private carry: Buffer = Buffer.alloc(0);
  private expectsLow = false;

  constructor(
    private readonly encoding: "utf-16le" | "utf-16be",
    private position: number,
  ) {}

  push(block: Buffer): Buffer {
    const bytes = this.carry.length === 0 ? block : Buffer.concat([this.carry, block]);
    const count = bytes.length >> 1;
    this.carry = Buffer.from(bytes.subarray(count * 2));
    const units = Buffer.allocUnsafe(count);
    const [high, low] = this.encoding === "utf-16le" ? [1, 0] : [0, 1];
    for (let at = 0; at < count; at++) {
      const upper = bytes[at * 2 + high] ?? 0;
      const lower = bytes[at * 2 + low] ?? 0;
      const isLow = upper >= 0xdc && upper <= 0xdf;
      if (isLow !== this.expectsLow) throw new FaultAt("INVALID_ENCODING", this.position + at * 2);
      this.expectsLow = upper >= 0xd8 && upper <= 0xdb;
      units[at] = upper === 0 && lower < 0x80 ? lower : 0x80;
    }
    this.position += count * 2;
    return units;
  }

  finish(): void {
    if (this.carry.length > 0 || this.expectsLow) throw new FaultAt("INVALID_ENCODING", this.position);
  }
}

/** Turns a file's bytes into the scanner's code units. Only the bytes of UTF-16 are converted. */
export function toUnits(encoding: Encoding, position: number): { push(block: Buffer): Buffer; finish(): void } {
  if (encoding === "utf-16le" || encoding === "utf-16be") return new Utf16Units(encoding, position);
  return { push: (block) => block, finish: () => undefined };
}
