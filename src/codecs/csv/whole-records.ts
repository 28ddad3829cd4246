const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Finds records that are complete in a block, from a given position. It jumps from quote to quote and from line end to
 * line end, since `indexOf` checks many bytes at once. It stops at the end of the block, and before any record with a
 * rarer construct (a lone CR as line end, a CR in quotes, text after a closing quote). The record scanner, which reads
 * all constructs, continues from there.
 */
export class WholeRecords {
  private units: Buffer = Buffer.alloc(0);
  /** The positions of the next quote, LF and CR, or the block's end. */
  private quote = 0;
  private lf = 0;
  private cr = 0;

  /**
   * @param scanning the delimiter, and whether line ends in quotes count
   * @param onRecord gets a record's start and end in the block, and the number of line ends since the search began
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
   * Finds complete records. Returns the start of the first record that is not complete, and the number of line ends
   * before it. Positions beyond `from` are kept: otherwise a block of short lines that end in CR would be searched
   * whole for each of them.
   *
   * @param from not less than in the previous call
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
   * Returns the number of units of an empty line; 0 if the line is not empty. A file may hold many millions of empty
   * lines, for which searches would take long.
   */
  private emptyLine(at: number): 0 | 1 | 2 {
    const { units } = this;
    if (units[at] === LF) return 1;
    return units[at] === CR && units[at + 1] === LF ? 2 : 0;
  }

  /**
   * Moves to the next line end outside quotes. Returns the number of line ends inside quotes; -1 if the scanner must
   * decide.
   */
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
