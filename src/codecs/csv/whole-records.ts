const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Finds records that lie whole in a block, from a given beginning, by leaping from quote to quote and from line end to
 * line end: `indexOf` looks at many bytes at once. Ends where the block does, and before any record with something
 * rarer in it (a line end that is a lone CR, a CR in quotes, text after a closing quote); the record scanner, which
 * knows them all, reads on from there.
 */
export class WholeRecords {
  private units: Buffer = Buffer.alloc(0);
  /** The first quote, LF and CR from where the search stands, or the block's end. */
  private quote = 0;
  private lf = 0;
  private cr = 0;

  /**
   * @param scanning the byte between cells, and whether line ends in quotes count
   * @param onRecord where a record begins and ends in the block, and after how many line ends from the beginning
   */
  constructor(
    private readonly scanning: { readonly delimiter: number; readonly countsQuoted: boolean },
    private readonly onRecord: (start: number, end: number, linesBefore: number) => void,
  ) {}

  /** Takes the next block. */
  begin(units: Buffer): void {
    this.units = units;
    this.quote = indexOrEnd(units, QUOTE, 0);
    this.lf = indexOrEnd(units, LF, 0);
    this.cr = indexOrEnd(units, CR, 0);
  }

  /**
   * Where the first record begins that was not found whole, and how many line ends lie before it. What was found beyond
   * `from` is not looked for again: a block of short lines that end in CR would be searched whole for each of them.
   *
   * @param from never before the place of the call before
   */
  find(from: number): { readonly next: number; readonly lines: number } {
    const { units } = this;
    if (this.quote < from) this.quote = indexOrEnd(units, QUOTE, from);
    if (this.lf < from) this.lf = indexOrEnd(units, LF, from);
    if (this.cr < from) this.cr = indexOrEnd(units, CR, from);
    let [next, lines] = [from, 0];
    for (;;) {
      const quotedLines = this.skipQuoted(next);
      if (quotedLines === -1 || this.lf === units.length) return { next, lines };
      const end = this.cr === this.lf - 1 ? this.cr : this.lf;
      if (this.cr < end) return { next, lines };
      if (end > next) this.onRecord(next, end, lines);
      lines += (this.scanning.countsQuoted ? quotedLines : 0) + 1;
      next = this.lf + 1;
      for (let length = this.emptyLine(next); length > 0; length = this.emptyLine(next)) {
        lines++;
        next += length;
      }
      if (this.cr < next) this.cr = indexOrEnd(units, CR, next);
      this.lf = indexOrEnd(units, LF, next);
    }
  }

  /**
   * How many units an empty line has here; 0 where none is. A file may hold many millions: searches would take long.
   */
  private emptyLine(at: number): 0 | 1 | 2 {
    const { units } = this;
    if (units[at] === LF) return 1;
    return units[at] === CR && units[at + 1] === LF ? 2 : 0;
  }

  /** Moves to the line end that is in no quotes; gives how many were, -1 where this cannot tell. */
  private skipQuoted(start: number): number {
    const { units } = this;
    let lines = 0;
    while (this.quote < this.lf) {
      if (this.cr < this.quote) return -1;
      const opens = this.quote === start || units[this.quote - 1] === this.scanning.delimiter;
      if (!opens) {
        this.quote = indexOrEnd(units, QUOTE, this.quote + 1);
        continue;
      }
      const closing = this.closingQuote();
      const after = units[closing + 1];
      if (after !== this.scanning.delimiter && after !== LF && after !== CR) return -1;
      if (this.cr < closing) return -1;
      for (; this.lf < closing; lines++) this.lf = indexOrEnd(units, LF, this.lf + 1);
      this.quote = indexOrEnd(units, QUOTE, closing + 1);
    }
    return lines;
  }

  private closingQuote(): number {
    const { units } = this;
    let at = indexOrEnd(units, QUOTE, this.quote + 1);
    while (units[at + 1] === QUOTE) at = indexOrEnd(units, QUOTE, at + 2);
    return at;
  }
}

function indexOrEnd(units: Buffer, unit: number, from: number): number {
  const found = from < units.length ? units.indexOf(unit, from) : -1;
  return found === -1 ? units.length : found;
}
