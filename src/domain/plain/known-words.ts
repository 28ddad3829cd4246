import type { PlainCheck } from "./plain-cell.js";

const longestWord = 64;
const mostWords = 4_096;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Returns a check with a cache, for values that repeat over a file. Each word is decoded and checked once, and then
 * recognized by its bytes. A full cache is cleared, so that no file blocks the cache for the next. Refused words are
 * not cached: they are checked again where their message is written.
 */
export function knownWords(accepts: (word: string) => boolean): PlainCheck {
  const slots: (Uint8Array | undefined)[] = new Array(mostWords * 2);
  let count = 0;

  return (bytes, start, end) => {
    const length = end - start;
    if (length > longestWord) return false;
    let slot = slotOf(bytes, start, end) & (slots.length - 1);
    for (let known = slots[slot]; known !== undefined; known = slots[slot]) {
      if (isSame(known, bytes, start, length)) return true;
      slot = (slot + 1) & (slots.length - 1);
    }
    // Not `bytes.slice`: for a Buffer it returns a view of memory that is reused.
    const word = Uint8Array.from(bytes.subarray(start, end));
    if (!accepts(decoder.decode(word))) return false;
    if (count === mostWords) {
      slots.fill(undefined);
      count = 0;
      slot = slotOf(bytes, start, end) & (slots.length - 1);
    }
    slots[slot] = word;
    count++;
    return true;
  };
}

/** Hashes a few of a word's bytes. They distinguish most words, and all bytes are compared afterwards. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  const [middle, late] = [(start + end) >> 1, Math.max(start, end - 3)];
  const outer = ((bytes[start] ?? 0) << 5) ^ ((bytes[end - 1] ?? 0) << 2) ^ (end - start);
  return Math.imul(outer ^ ((bytes[middle] ?? 0) << 10) ^ ((bytes[late] ?? 0) << 7), 0x9e3779b1) >>> 16;
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (known.length !== length) return false;
  for (let at = 0; at < length; at++) if (known[at] !== bytes[start + at]) return false;
  return true;
}
