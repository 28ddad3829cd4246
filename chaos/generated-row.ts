import { type Cell, nothing, text } from "./cell.js";
import type { Format } from "./format.js";
import type { Random } from "./random.js";
import type { Shape } from "./shape.js";

/** A row as it was written, with what is wrong with it: all that the reference knows, and all that it needs. */
export interface GeneratedRow {
  /** Null where it cannot be read. */
  readonly id: string | null;
  /** By column, the id as well. */
  readonly cells: Readonly<Record<string, Cell>>;
  /** Why the row is invalid, no matter what else the file and the store hold; null where nothing is. */
  readonly fault:
    | "REQUIRED"
    | "TOO_LONG"
    | "INVALID_DATE"
    | "END_BEFORE_START"
    | "COLUMN_COUNT"
    | "NOT_AN_OBJECT"
    | null;
}

/** What makes a row invalid, in columns that every file has; null where such a row cannot have the fault. */
type Spoil = (row: GeneratedRow, shape: Shape, format: Format) => GeneratedRow | null;

const spoils: readonly Spoil[] = [
  ({ cells }) => ({ id: null, cells: { ...cells, id: nothing }, fault: "REQUIRED" }),
  // An id that is too long is no row's, and so no earlier occurrence of anything.
  ({ cells }) => ({ id: null, cells: { ...cells, id: text("0".repeat(256)) }, fault: "TOO_LONG" }),
  ({ id, cells }, { required }) => ({ id, cells: { ...cells, [required[0] ?? ""]: nothing }, fault: "REQUIRED" }),
  ({ id, cells }, shape) => {
    const [, end] = requiredSpan(shape) ?? [];
    if (end === undefined) return null;
    return { id, cells: { ...cells, [end]: text("2027-02-30T08:00:00Z") }, fault: "INVALID_DATE" };
  },
  ({ id, cells }, shape) => {
    const [start, end] = requiredSpan(shape) ?? [];
    const [from, to] = [cells[start ?? ""], cells[end ?? ""]];
    if (start === undefined || end === undefined || !from || !to) return null;
    return { id, cells: { ...cells, [start]: to, [end]: from }, fault: "END_BEFORE_START" };
  },
  ({ id, cells }, _shape, format) => (format === "csv" ? { id, cells, fault: "COLUMN_COUNT" } : null),
  ({ cells }, _shape, format) => (format === "json" ? { id: null, cells, fault: "NOT_AN_OBJECT" } : null),
];

function requiredSpan({ spans, required }: Shape) {
  return spans.find(([start, end]) => required.includes(start) && required.includes(end));
}

/** The row with a fault of its own. */
export function spoiled(row: GeneratedRow, shape: Shape, format: Format, random: Random): GeneratedRow {
  for (;;) {
    const found = random.pick(spoils)(row, shape, format);
    if (found) return found;
  }
}
