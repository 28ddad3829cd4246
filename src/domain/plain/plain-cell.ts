/**
 * Checks a cell by its UTF-8 bytes, without decoding it. True only if `parse` certainly accepts the cell and Postgres
 * reads it unchanged. False decides nothing: the cell is then decoded and parsed.
 */
export type PlainCheck = (bytes: Uint8Array, start: number, end: number) => boolean;

/** Reads a point in time by its UTF-8 bytes, as milliseconds since 1970. NaN decides nothing. */
export type PlainMoment = (bytes: Uint8Array, start: number, end: number) => number;

/** Accepts up to `max` bytes, and therefore at most `max` characters. */
export function plainLength(max: number): PlainCheck {
  return (_, start, end) => end - start <= max;
}

/** Whether the character at `at` is, or may be, white space as `String.trim` defines it. */
export function isBlankAt(bytes: Uint8Array, at: number): boolean {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return lead <= 0x20;
  const next = bytes[at + 1] ?? 0;
  if (lead === 0xc2) return next === 0xa0;
  if (lead === 0xe1) return next === 0x9a;
  if (lead === 0xe2) return next === 0x80 || next === 0x81;
  if (lead === 0xe3) return next === 0x80 && bytes[at + 2] === 0x80;
  return lead === 0xef && next === 0xbb;
}

/** Returns the index of the first byte of the character that ends before `end`. */
function lastCharacter(bytes: Uint8Array, start: number, end: number): number {
  let at = end - 1;
  while (at > start && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}

/** Accepts only bytes from a set of ASCII characters. */
export function plainAscii(characters: string): PlainCheck {
  const allowed = new Uint8Array(256);
  for (const character of characters) allowed[character.charCodeAt(0)] = 1;
  return (bytes, start, end) => {
    for (let at = start; at < end; at++) if (allowed[bytes[at] ?? 0] === 0) return false;
    return true;
  };
}

export const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
export const digits = "0123456789";

const SEMICOLON = 0x3b;
const SPACE = 0x20;

/**
 * Accepts `;`-separated entries if `isEntry` accepts each, and if a Postgres array literal needs no quotes once the
 * separators are commas.
 */
export function plainList(isEntry: PlainCheck): PlainCheck {
  return (bytes, start, end) => {
    for (let from = start; from <= end; ) {
      let to = from;
      for (; to < end && bytes[to] !== SEMICOLON; to++) if (mustBeQuoted(bytes[to] ?? 0)) return false;
      if (to === from || isBlankAt(bytes, from) || isBlankAt(bytes, lastCharacter(bytes, from, to))) return false;
      if (isNull(bytes, from, to) || !isEntry(bytes, from, to)) return false;
      from = to + 1;
    }
    return true;
  };
}

function mustBeQuoted(byte: number): boolean {
  return byte < SPACE || byte === 0x22 || byte === 0x2c || byte === 0x5c || byte === 0x7b || byte === 0x7d;
}

/** Whether Postgres would read an entry as null. */
function isNull(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== 4) return false;
  const lower = (at: number) => (bytes[at] ?? 0) | 0x20;
  return lower(from) === 0x6e && lower(from + 1) === 0x75 && lower(from + 2) === 0x6c && lower(from + 3) === 0x6c;
}
