import type { Entity } from "../../domain/entity.js";
import { isPlainId } from "../../domain/fields/row-id.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { isMapped } from "../../domain/mapping/cell-mapping.js";
import { isBlankAt, type PlainCheck, type PlainMoment } from "../../domain/plain/plain-cell.js";
import { type BoundColumn, boundColumns } from "../../domain/row-check.js";
import type { ByteSink } from "../byte-sink.js";

const QUOTE = 0x22;

/** The checks of a column's cells. One object shape for all columns keeps the loop over the cells fast. */
interface PlainColumn {
  readonly at: number;
  /** Whether the row check judges a cell without a value or with white space before it. */
  readonly needsValue: boolean;
  readonly isList: boolean;
  /** `check` or `moment` says whether a value is good; if both are null, the row check does. */
  readonly check: PlainCheck | null;
  readonly moment: PlainMoment | null;
}

function plainColumn({ name, at, field }: BoundColumn, mapping: CsvLayout["mapping"]): PlainColumn {
  const { required, columnType, plain = null, plainMoment = null } = field;
  const isValueMapped = isMapped(mapping, name, { isEmpty: false });
  return {
    at,
    needsValue: required || isMapped(mapping, name, { isEmpty: true }),
    isList: columnType === "text[]",
    check: isValueMapped ? null : plain,
    moment: isValueMapped ? null : plainMoment,
  };
}

/**
 * Reads records of a UTF-8 file as bytes. It accepts only plain records: quotes only around cells, as many cells as the
 * header, each certainly valid. The row check judges every other record, good or bad. A property test checks that the
 * two readers agree.
 */
export class PlainRow {
  /** The start and the end of each cell's content, without its quotes, in the record that was split last. */
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  /** 1 for a cell that holds a quote, which is doubled in the file. */
  private readonly doubled: Uint8Array;
  private readonly moments: Float64Array;
  private readonly columns: readonly PlainColumn[];
  private readonly rules: readonly { readonly start: number; readonly end: number }[];
  private readonly width: number;
  /** The position of the column that marks a row's key for deletion; -1 without such a column. */
  private readonly deleteAt: number;
  /** Whether the file has a column for every field that its rows get. */
  private readonly isComplete: boolean;
  private readonly delimiter: number;
  readonly keyAt: number;

  constructor(entity: Entity, layout: Pick<CsvLayout, "header" | "delimiter" | "mapping" | "deleteAt">) {
    const { header, delimiter, mapping } = layout;
    this.width = header.length;
    this.delimiter = delimiter.charCodeAt(0);
    [this.starts, this.ends] = [new Int32Array(this.width), new Int32Array(this.width)];
    this.doubled = new Uint8Array(this.width);
    this.moments = new Float64Array(this.width);
    this.keyAt = header.indexOf("id");
    this.deleteAt = layout.deleteAt ?? -1;
    const bound = boundColumns(entity, layout);
    this.isComplete = bound.every(({ at }) => at !== -1);
    this.columns = bound.map((column) => plainColumn(column, mapping));
    this.rules = entity.order.flatMap(({ start, end }) => {
      const [from, to] = [header.indexOf(start), header.indexOf(end)];
      return from === -1 || to === -1 ? [] : [{ start: from, end: to }];
    });
  }

  /** Finds the cells of a record; returns false if only csv-parse can. `until` is the number of cells to find. */
  split(bytes: Buffer, start: number, end: number, until = this.width): boolean {
    const { delimiter } = this;
    let at = start;
    for (let cell = 0; cell < until; cell++) {
      this.doubled[cell] = 0;
      if (bytes[at] === QUOTE && at < end) {
        let closing = bytes.indexOf(QUOTE, at + 1);
        for (; closing + 1 < end && bytes[closing + 1] === QUOTE; closing = bytes.indexOf(QUOTE, closing + 2)) {
          this.doubled[cell] = 1;
        }
        this.starts[cell] = at + 1;
        this.ends[cell] = closing;
        at = closing + 1;
      } else {
        this.starts[cell] = at;
        for (let byte = bytes[at]; at < end && byte !== delimiter; byte = bytes[++at]) if (byte === QUOTE) return false;
        this.ends[cell] = at;
      }
      if (at === end) return cell === this.width - 1;
      at++;
    }
    return until < this.width;
  }

  /** Finds the cells up to the key; returns false if the key may differ from the bytes of its cell. */
  splitKey(bytes: Buffer, start: number, end: number): boolean {
    return this.split(bytes, start, end, this.keyAt + 1) && this.hasPlainKey(bytes);
  }

  private hasPlainKey(bytes: Buffer): boolean {
    const [from, to] = [this.starts[this.keyAt] ?? 0, this.ends[this.keyAt] ?? 0];
    return from < to && isPlainId(bytes, from, to) && !this.hasQuotes(this.keyAt);
  }

  /** Whether the record, with each of its cells, is certainly valid. */
  isGood(bytes: Buffer): boolean {
    if (!this.isComplete || (this.deleteAt !== -1 && !this.isEmpty(this.deleteAt))) return false;
    for (const { at, needsValue, isList, check, moment } of this.columns) {
      const [from, to] = [this.starts[at] ?? 0, this.ends[at] ?? 0];
      this.moments[at] = Number.NaN;
      if (from === to) {
        if (needsValue) return false;
        continue;
      }
      if (needsValue && isBlankAt(bytes, from)) return false;
      if (moment !== null) {
        const milliseconds = moment(bytes, from, to);
        if (Number.isNaN(milliseconds)) return false;
        this.moments[at] = milliseconds;
      } else if (check === null || !check(bytes, from, to) || (isList && this.hasQuotes(at))) return false;
    }
    for (const { start, end } of this.rules) {
      if ((this.moments[end] ?? 0) <= (this.moments[start] ?? 0)) return false;
    }
    return true;
  }

  isEmpty(cell: number): boolean {
    return this.starts[cell] === this.ends[cell];
  }

  /** Whether a cell holds quotes, which are doubled in the file. */
  hasQuotes(cell: number): boolean {
    return this.doubled[cell] === 1;
  }

  /** Returns the start of a cell's content, without its quote. */
  startOf(cell: number): number {
    return this.starts[cell] ?? 0;
  }

  endOf(cell: number): number {
    return this.ends[cell] ?? 0;
  }

  /** Returns the point in time of a good cell, in milliseconds since 1970. */
  momentOf(cell: number): number {
    return this.moments[cell] ?? Number.NaN;
  }

  /** Returns a cell's text. */
  text(bytes: Buffer, cell: number): string {
    const [from, to] = [this.starts[cell] ?? 0, this.ends[cell] ?? 0];
    const text = bytes.toString("utf8", from, to);
    return this.hasQuotes(cell) ? text.replaceAll('""', '"') : text;
  }

  /** Returns the texts of all cells. */
  texts(bytes: Buffer): string[] {
    const texts = new Array<string>(this.width);
    for (let cell = 0; cell < this.width; cell++) texts[cell] = this.text(bytes, cell);
    return texts;
  }

  /** Writes the key as a tuple of COPY's binary format. */
  writeKey(bytes: Buffer, sink: ByteSink): void {
    const [start, end] = [this.startOf(this.keyAt), this.endOf(this.keyAt)];
    sink.reserve(6 + end - start);
    sink.int16(1);
    const lengthAt = sink.hole();
    if (this.hasQuotes(this.keyAt)) sink.copyUnquoted(bytes, start, end);
    else sink.copy(bytes, start, end);
    sink.fill(lengthAt);
  }
}
