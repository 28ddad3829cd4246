import { isAscii, isUtf8 } from "node:buffer";

/** Returns the length of the UTF-8 byte-order mark at the start of a file: 3, or 0 without a mark. */
export function utf8MarkLength(head: Buffer): 0 | 3 {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
}

/** Turns blocks cut at any byte into blocks of whole characters, and finds where a file is not UTF-8. */
export class WholeCharacters {
  private carry: Buffer = Buffer.alloc(0);

  /** Returns the next whole characters; if `valid` is false, only those before the first invalid byte. */
  push(block: Buffer): { readonly characters: Buffer; readonly valid: boolean } {
    if (this.carry.length === 0 && isAscii(block)) return { characters: block, valid: true };
    const bytes = this.carry.length === 0 ? block : Buffer.concat([this.carry, block]);
    const whole = bytes.length - incompleteTail(bytes);
    this.carry = Buffer.from(bytes.subarray(whole));
    const characters = bytes.subarray(0, whole);
    if (isUtf8(characters)) return { characters, valid: true };
    return { characters: characters.subarray(0, firstBad(characters)), valid: false };
  }

  /** Ends the input. Returns whether the last character is complete. */
  finish(): boolean {
    return this.carry.length === 0;
  }
}

function firstBad(bytes: Buffer): number {
  let at = 0;
  for (let length = 1; at < bytes.length && length > 0; at += length) length = sequenceLength(bytes, at);
  return at;
}

/** Returns the number of trailing bytes that begin a sequence which the next block may complete. */
export function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return expectedLength(byte) > back ? back : 0;
  }
  return 0;
}

function expectedLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

/** Returns the length of the valid UTF-8 sequence at `at`; 0 if the bytes are invalid. */
export function sequenceLength(bytes: Buffer, at: number): number {
  const length = expectedLength(bytes[at] ?? 0);
  if (length === 1) return (bytes[at] ?? 0) < 0x80 ? 1 : 0;
  const sequence = bytes.subarray(at, at + length);
  return sequence.length === length && isUtf8(sequence) ? length : 0;
}
