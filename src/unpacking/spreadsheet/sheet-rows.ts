import { sheetDamaged, sheetTooLarge } from "../archive-faults.js";
import { type Epoch, isMoment, numberText } from "./cell-number.js";
import type { NumberKind } from "./number-formats.js";
import type { SharedStrings } from "./shared-strings.js";
import { isTrue } from "./workbook.js";
import { type Attributes, readPart } from "./xml-part.js";

/** A row with its number in the sheet, from 1, and the texts of its cells from column A on. */
export interface SheetRow {
  readonly number: number;
  readonly cells: readonly string[];
}

export interface SheetContext {
  readonly strings: SharedStrings;
  readonly kinds: readonly NumberKind[];
  readonly epoch: Epoch;
  /** Most characters of one row. */
  readonly maxRowLength: number;
  /** Most cells of one row. */
  readonly maxColumns: number;
  /** Counters that change while the rows are read. */
  readonly found: SheetFound;
}

/** Counts of a sheet's contents, complete after its rows were read. */
export interface SheetFound {
  /** Numbers that a format shows as dates or times. */
  dates: number;
  /** Formulas without a value, or with an error such as `#N/A`. */
  formulas: number;
}

/** The rows and the columns of the largest sheet. */
const mostRows = 1_048_576;
const mostColumns = 16_384;

/** Yields the rows of a sheet that have cells, in the sheet's order, some at a time. */
export async function* sheetRows(part: AsyncIterable<Buffer>, context: SheetContext): AsyncGenerator<SheetRow[]> {
  const reader = new SheetReader(context);
  for await (const _ of readPart(part, reader)) {
    const rows = reader.take();
    if (rows.length > 0) yield rows;
  }
}

class SheetReader {
  private rows: SheetRow[] = [];
  private number = 0;
  private cells: string[] = [];
  private length = 0;
  private column = -1;
  private type = "";
  private style = 0;
  private value: string | null = null;
  private hasFormula = false;
  /** Whether text belongs to the cell's value, and not to its formula or its phonetic reading. */
  private isValue = false;
  private spoken = 0;

  constructor(private readonly context: SheetContext) {}

  take(): SheetRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(name: string, { r: place, t: type, s: style }: Attributes): void {
    if (name === "row") {
      const number = place === undefined ? this.number + 1 : Number(place);
      if (!(number > this.number && number <= mostRows)) throw sheetDamaged("its rows are not in order");
      this.number = number;
      [this.cells, this.length, this.column] = [[], 0, -1];
    } else if (name === "c") {
      this.column = place === undefined ? this.column + 1 : columnOf(place, this.column);
      if (this.column >= mostColumns) throw sheetDamaged("a row has too many cells");
      this.type = type ?? "n";
      this.style = style === undefined ? 0 : Number(style);
      [this.value, this.hasFormula] = [null, false];
    } else if (name === "f") this.hasFormula = true;
    else if (name === "rPh") this.spoken++;
    else if (name === "v" || (name === "t" && this.spoken === 0)) {
      this.isValue = true;
      this.value ??= "";
    }
  }

  text(text: string): void {
    if (!this.isValue) return;
    this.value += text;
    this.refuseLength(this.value?.length ?? 0);
  }

  close(name: string): void {
    if (name === "v" || name === "t") this.isValue = false;
    else if (name === "rPh") this.spoken--;
    else if (name === "c") this.closeCell();
    else if (name === "row" && this.cells.length > 0) this.rows.push({ number: this.number, cells: this.cells });
  }

  private closeCell(): void {
    if ((this.value === null && this.hasFormula) || this.type === "e") this.context.found.formulas++;
    const text = this.cellText();
    if (text === "") return;
    const { maxColumns } = this.context;
    if (this.column >= maxColumns) throw sheetTooLarge(`row ${this.number} has more than ${maxColumns} cells`);
    this.refuseLength(text.length);
    this.length += text.length;
    while (this.cells.length < this.column) this.cells.push("");
    this.cells[this.column] = text;
  }

  private refuseLength(more: number): void {
    const { maxRowLength } = this.context;
    if (this.length + more > maxRowLength)
      throw sheetTooLarge(`row ${this.number} has more than ${maxRowLength} characters`);
  }

  private cellText(): string {
    const { value, type, context } = this;
    if (value === null || type === "e") return "";
    if (type === "s") return context.strings.text(value.trim() === "" ? Number.NaN : Number(value));
    if (type === "b") return isTrue(value.trim()) ? "TRUE" : "FALSE";
    if (type !== "n") return type === "str" || type === "inlineStr" ? unescaped(value) : value;
    const kind = context.kinds[this.style] ?? "number";
    if (isMoment(kind) && value !== "") context.found.dates++;
    return numberText(value, kind, context.epoch);
  }
}

/** Returns the column of a cell reference such as `AB12`, from 0. */
function columnOf(place: string, before: number): number {
  let column = 0;
  for (let at = 0; at < place.length; at++) {
    const letter = place.charCodeAt(at) & ~0x20;
    if (letter < 0x41 || letter > 0x5a || at > 3) break;
    column = column * 26 + letter - 0x40;
  }
  if (column - 1 <= before) throw sheetDamaged("the cells of a row are not in order");
  return column - 1;
}

/** Restores the characters that XML cannot hold and that are written as `_x000D_`. */
export function unescaped(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
