import { createHash } from "node:crypto";

/** The initial state of a hash. The same bytes with another meaning get another seed. */
export type HashSeed = Readonly<{ a: number; b: number; c: number; d: number }>;

/** @param parts everything that the meaning of a record's bytes depends on */
export function hashSeed(parts: readonly unknown[]): HashSeed {
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest();
  return { a: digest.readInt32LE(0), b: digest.readInt32LE(4), c: digest.readInt32LE(8), d: digest.readInt32LE(12) };
}

/**
 * Hashes a range of bytes to 128 bits, stored as four words in `out` from `at`. The algorithm is MurmurHash3 (x86, 128
 * bits). The hash is wide because it decides whether a change is stored. It is not cryptographic because a client gains
 * nothing by a collision of its own rows. In JavaScript it is three times as fast as a call of `node:crypto` per
 * record. Hashes are stored: another algorithm needs another seed.
 */
export function hashBytes(view: DataView, start: number, end: number, seed: HashSeed, out: Int32Array, at: number) {
  let { a, b, c, d } = seed;
  let position = start;
  for (const last = end - 16; position <= last; position += 16) {
    a ^= mixA(view.getInt32(position, true));
    a = (Math.imul((rotated(a, 19) + b) | 0, 5) + 0x561ccd1b) | 0;
    b ^= mixB(view.getInt32(position + 4, true));
    b = (Math.imul((rotated(b, 17) + c) | 0, 5) + 0x0bcaa747) | 0;
    c ^= mixC(view.getInt32(position + 8, true));
    c = (Math.imul((rotated(c, 15) + d) | 0, 5) + 0x96cd1c35) | 0;
    d ^= mixD(view.getInt32(position + 12, true));
    d = (Math.imul((rotated(d, 13) + a) | 0, 5) + 0x32ac3b17) | 0;
  }
  const rest = end - position;
  if (rest > 12) d ^= mixD(tail(view, position + 12, end));
  if (rest > 8) c ^= mixC(tail(view, position + 8, end));
  if (rest > 4) b ^= mixB(tail(view, position + 4, end));
  if (rest > 0) a ^= mixA(tail(view, position, end));
  const length = end - start;
  a ^= length;
  b ^= length;
  c ^= length;
  d ^= length;
  a = (a + b + c + d) | 0;
  b = (b + a) | 0;
  c = (c + a) | 0;
  d = (d + a) | 0;
  a = finished(a);
  b = finished(b);
  c = finished(c);
  d = finished(d);
  a = (a + b + c + d) | 0;
  out[at] = a;
  out[at + 1] = (b + a) | 0;
  out[at + 2] = (c + a) | 0;
  out[at + 3] = (d + a) | 0;
}

const k1 = 0x239b961b;
const k2 = 0xab0e9789;
const k3 = 0x38b34ae5;
const k4 = 0xa1e38b93;

const mixA = (word: number) => Math.imul(rotated(Math.imul(word, k1), 15), k2);
const mixB = (word: number) => Math.imul(rotated(Math.imul(word, k2), 16), k3);
const mixC = (word: number) => Math.imul(rotated(Math.imul(word, k3), 17), k4);
const mixD = (word: number) => Math.imul(rotated(Math.imul(word, k4), 18), k1);

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Returns up to four bytes before `end` as one word. */
function tail(view: DataView, from: number, end: number): number {
  let word = 0;
  for (let at = Math.min(end, from + 4) - 1; at >= from; at--) word = (word << 8) | view.getUint8(at);
  return word;
}

function finished(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
