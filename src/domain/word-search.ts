const BOUNDARY_BEFORE = 1;
const WORD = 2;

/**
 * Finds a text as a separate word in a stream of code units, by the algorithm of Knuth, Morris and Pratt. Reads each
 * unit once, for any text and stream.
 */
export class WordSearch {
  private readonly needle: Uint16Array;
  /** For each matched length of the needle, the length that still matches after a mismatch. */
  private readonly shorter: Uint16Array;
  private readonly flags: Uint8Array;
  private matched = 0;
  private position = 0;
  private endsHere = false;
  private wasFound = false;

  /** @param needle code units, at least one */
  constructor(needle: readonly number[]) {
    this.needle = Uint16Array.from(needle);
    this.shorter = prefixLengths(this.needle);
    this.flags = new Uint8Array(2 ** Math.ceil(Math.log2(needle.length + 1)));
  }

  /** @param isBoundary whether a word may begin or end before the unit, regardless of the units around it */
  push(unit: number, isBoundary: boolean, isWord: boolean): void {
    const { needle, shorter, flags } = this;
    if (this.endsHere && (isBoundary || !isWord)) this.wasFound = true;
    this.endsHere = false;
    const mask = flags.length - 1;
    flags[this.position & mask] = (isBoundary ? BOUNDARY_BEFORE : 0) | (isWord ? WORD : 0);
    let { matched } = this;
    while (matched > 0 && needle[matched] !== unit) matched = shorter[matched - 1] ?? 0;
    if (needle[matched] === unit) matched++;
    if (matched === needle.length) {
      const start = this.position - needle.length + 1;
      const begins = ((flags[start & mask] ?? 0) & BOUNDARY_BEFORE) !== 0;
      this.endsHere = begins || start === 0 || ((flags[(start - 1) & mask] ?? 0) & WORD) === 0;
      matched = shorter[matched - 1] ?? 0;
    }
    this.matched = matched;
    this.position++;
  }

  /** Whether the text was found. A match at the end of the pushed units counts only if the stream is `complete`. */
  found(complete: boolean): boolean {
    return this.wasFound || (complete && this.endsHere);
  }
}

/** Returns for each prefix of a text the length of its longest proper prefix that is also its suffix. */
function prefixLengths(text: Uint16Array): Uint16Array {
  const lengths = new Uint16Array(text.length);
  for (let at = 1, length = 0; at < text.length; at++) {
    while (length > 0 && text[length] !== text[at]) length = lengths[length - 1] ?? 0;
    if (text[length] === text[at]) length++;
    lengths[at] = length;
  }
  return lengths;
}

/** Whether a code unit is an ASCII letter, a digit or an underscore. */
export function isWordUnit(unit: number): boolean {
  return unit < 128 && wordUnits[unit] === 1;
}

const wordUnits = Uint8Array.from({ length: 128 }, (_, unit) => (/\w/.test(String.fromCharCode(unit)) ? 1 : 0));
