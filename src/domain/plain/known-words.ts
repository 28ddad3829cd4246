import type { PlainCheck } from "./plain-cell.js";

const longestWord = 64;
const mostWords = 4_096;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * A check for values that repeat over a file: each is decoded and judged once, and known by its bytes from then on.
 * Past a bound all are forgotten, so that no file fills the place of another's. A word that was refused is judged again
 * where its message is written.
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
    // Not `bytes.slice`, which for a Buffer gives a view of memory that is used again.
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

/** From a few of a word's bytes: they tell most words apart, and all of them are compared afterwards. */
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
