import { DomainError } from "../../domain/errors.js";
import { lastLine, tooManyLines } from "../last-line.js";
import { WholeRecords } from "./whole-records.js";

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** The position of a record, without its line terminator, in code units counted from `ScanOrigin.position` on. */
export interface RecordMark {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** Called with the position of each record, as in `RecordMark`. */
export type OnRecord = (start: number, end: number, line: number) => unknown;

/** Where a scanner begins, and how it counts lines. */
export interface ScanOrigin {
  readonly position: number;
  readonly line: number;
  /** Whether line ends inside quotes are not counted as lines. */
  readonly countsRecords?: boolean | undefined;
}

enum In {
  LineStart,
  CellStart,
  PlainCell,
  QuotedCell,
  ClosedQuote,
}

/**
 * Finds the start, the end and the physical line of each record of a CSV file without reading its cells, in constant
 * memory. The format is RFC 4180 with CRLF, LF or CR; a quote inside an unquoted cell is literal. Empty lines are not
 * records. Lines of only delimiters, spaces, tabs and empty quotes, which spreadsheets leave behind, are reported as
 * blank. Text after a closing quote, a quote that never closes, and more than 2,000,000,000 physical lines are faults
 * of the file (section D 12).
 */
export class RecordScanner {
  private state = In.LineStart;
  private afterCr = false;
  private position: number;
  private line: number;
  private start = 0;
  private startLine = 0;
  private quoteLine = 0;
  /** Whether the open record has content other than delimiters, spaces, tabs and empty quotes. */
  private hasContent = false;
  private units: Buffer = Buffer.alloc(0);
  private readonly whole: WholeRecords;

  private readonly countsQuoted: boolean;

  /** @param onBlank called with each line that has no value */
  constructor(
    private readonly delimiter: number,
    { position, line, countsRecords = false }: ScanOrigin,
    private readonly onRecord: OnRecord,
    private readonly onBlank: OnRecord = () => undefined,
  ) {
    this.position = position;
    this.line = line;
    this.countsQuoted = !countsRecords;
    this.whole = new WholeRecords({ delimiter, countsQuoted: this.countsQuoted }, (start, end, linesBefore) => {
      const tell = this.isBlank(start, end) ? this.onBlank : this.onRecord;
      tell(this.position + start, this.position + end, this.line + linesBefore);
    });
  }

  /** Whether a record has no content. Mostly the first unit decides. */
  private isBlank(start: number, end: number): boolean {
    const { units, delimiter } = this;
    for (let at = start; at < end; at++) {
      if (units[at] === QUOTE && (at === start || units[at - 1] === delimiter)) {
        at = this.blankUntil(at + 1);
        if (units[at] !== QUOTE || units[at + 1] === QUOTE) return false;
      } else if (this.isContent(units[at])) return false;
    }
    return true;
  }

  /** Returns the position after spaces and tabs. */
  private blankUntil(from: number): number {
    let at = from;
    while (this.units[at] === SPACE || this.units[at] === TAB) at++;
    return at;
  }

  private isContent(unit: number | undefined): boolean {
    return unit !== this.delimiter && unit !== SPACE && unit !== TAB;
  }

  /** Whether no record is open. Then no earlier unit belongs to the next record. */
  get isBetweenRecords(): boolean {
    return this.state === In.LineStart;
  }

  /** Takes the next code units, one byte each. */
  push(units: Buffer): void {
    const base = this.position;
    const { delimiter } = this;
    this.units = units;
    this.whole.begin(units);
    for (let at = 0; at < units.length; at++) {
      let unit = units[at];
      if (this.state === In.QuotedCell) {
        at = this.skipQuoted(units, at);
        continue;
      }
      if (unit === LF && this.afterCr) {
        this.afterCr = false;
        continue;
      }
      this.afterCr = false;
      if (this.state === In.LineStart) {
        const { next, lines } = this.whole.find(at);
        this.line += lines;
        at = next;
        if (at === units.length) break;
        unit = units[at];
      }
      if (unit === LF || unit === CR) {
        this.afterCr = unit === CR;
        if (this.state !== In.LineStart) this.emit(base + at);
        this.line++;
        continue;
      }
      if (this.state === In.LineStart) {
        this.start = base + at;
        this.startLine = this.line;
        this.state = In.CellStart;
        this.hasContent = false;
      }
      const opensQuote = unit === QUOTE && this.state === In.CellStart;
      if (!opensQuote) this.hasContent ||= this.isContent(unit);
      if (unit === delimiter) this.state = In.CellStart;
      else if (this.state === In.ClosedQuote) at = this.reopen(unit, at);
      else if (this.state === In.CellStart) {
        this.state = unit === QUOTE ? In.QuotedCell : In.PlainCell;
        if (unit === QUOTE) this.quoteLine = this.line;
      }
    }
    this.position = base + units.length;
    if (this.line > lastLine) throw tooManyLines();
  }

  /** Ends the input, and closes the last record. Throws `UNCLOSED_QUOTE`. */
  finish(): void {
    if (this.state === In.QuotedCell) {
      throw new DomainError(
        "UNCLOSED_QUOTE",
        `The quote that opens a cell on line ${this.quoteLine} is never closed.`,
        "Close the quote, or double every quote that belongs to the text.",
        this.quoteLine,
      );
    }
    if (this.state !== In.LineStart) this.emit(this.position);
  }

  /** Reads inside quotes, where only a quote and line ends matter. Returns the index of the last unit read. */
  private skipQuoted(units: Buffer, from: number): number {
    const found = units.indexOf(QUOTE, from);
    const until = found === -1 ? units.length : found;
    if (!this.hasContent) this.hasContent = this.blankUntil(from) < until;
    for (let at = from; at < until; at++) {
      const unit = units[at];
      if (this.countsQuoted && (unit === CR || (unit === LF && !this.afterCr))) this.line++;
      this.afterCr = unit === CR;
    }
    if (found === -1) return units.length - 1;
    this.afterCr = false;
    this.state = In.ClosedQuote;
    return found;
  }

  /** Reads the unit after a closing quote. A second quote makes an escaped quote; any other unit is a fault. */
  private reopen(unit: number | undefined, at: number): number {
    if (unit !== QUOTE) {
      throw new DomainError(
        "STRAY_QUOTE",
        `On line ${this.line} text follows the closing quote of a cell.`,
        "Double every quote that belongs to the text, and put the whole cell in quotes.",
        this.line,
      );
    }
    this.state = In.QuotedCell;
    return at;
  }

  private emit(end: number): void {
    this.state = In.LineStart;
    const tell = this.hasContent ? this.onRecord : this.onBlank;
    tell(this.start, end, this.startLine);
  }
}
