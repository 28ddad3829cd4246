import { Fault, type Field } from "../field.js";
import { dateReader } from "./date-format.js";
import { type Moment, zoneClock } from "./local-moment.js";
import type { CellMapping } from "./mapping.js";

/** Returns the text that a cell means, or a fault. */
export type CellReader = (name: string, field: Pick<Field, "columnType">, cell: string) => string | Fault;

const asItStands: CellReader = (_name, _field, cell) => cell;

/** Compiles a mapping to a function that maps cells. */
export function cellReader(mapping: CellMapping | undefined): CellReader {
  if (mapping === undefined) return asItStands;
  const values = new Map(
    Object.entries(mapping.values).map(([name, meanings]) => [
      name,
      new Map(Object.entries(meanings).map(([theirs, ours]) => [theirs.trim(), ours])),
    ]),
  );
  const constants = new Map(Object.entries(mapping.constants));
  const moment = mapping.dates && momentReader(mapping.dates);
  return (name, { columnType }, cell) => {
    const trimmed = cell.trim();
    if (trimmed === "") return constants.get(name) ?? cell;
    const own = values.get(name);
    if (own && columnType === "text[]")
      return cell
        .split(";")
        .map((entry) => own.get(entry.trim()) ?? entry)
        .join(";");
    const meant = own?.get(trimmed) ?? cell;
    return moment && columnType === "timestamp with time zone" ? moment(meant) : meant;
  };
}

/** Whether a mapping may change a cell of a field; with `isEmpty`, an empty cell. */
export function isMapped(mapping: CellMapping | undefined, name: string, { isEmpty }: { isEmpty: boolean }): boolean {
  if (mapping === undefined) return false;
  return Object.hasOwn(isEmpty ? mapping.constants : mapping.values, name);
}

/** The formats in which spreadsheets write dates with and without a time. */
const isoFormats = ["yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

/** Reads times without a zone. Any other text is returned unchanged, for the field to check. */
function momentReader({ format, timeZone }: NonNullable<CellMapping["dates"]>): (cell: string) => string | Fault {
  const clock = zoneClock(timeZone);
  const readers = [...(format === null ? [] : [format]), ...isoFormats].map(dateReader);
  return (cell) => {
    const text = cell.trim();
    for (const read of readers) {
      const time = read(text);
      const moment = time && clock(time);
      if (moment) return momentText(moment, timeZone);
    }
    return cell;
  };
}

function momentText(moment: Moment, timeZone: string): string | Fault {
  const [only, ...others] = moment.readings;
  if (only !== undefined && others.length === 0) return isoOf(only);
  const [first = 0, second = 0] = moment.readings.length > 0 ? moment.readings : moment.skipped;
  const what = moment.readings.length > 0 ? "show this time twice" : "skip this time";
  return new Fault(
    "AMBIGUOUS_TIME",
    `The clocks of ${timeZone} ${what}.`,
    `Write it with its offset; it may be ${isoOf(first)} or ${isoOf(second)}.`,
  );
}

function isoOf(moment: number): string {
  return new Date(moment).toISOString();
}
