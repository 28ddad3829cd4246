import { deleteMark, isMarked } from "../../domain/delete-mark.js";
import { isSecretName } from "../../domain/entities/index.js";
import type { Entity } from "../../domain/entity.js";
import { Fault, type Field } from "../../domain/field.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { secretMask } from "../../domain/issue.js";
import { type CellReader, cellReader } from "../../domain/mapping/cell-mapping.js";
import { meantText } from "../../domain/meant-text.js";
import { boundColumns, type RowLayout, type RowReader } from "../../domain/row-check.js";
import type { PlacedRecord } from "../codec.js";

/** A record as its cells. */
export interface CsvRecord extends PlacedRecord {
  readonly cells: readonly string[];
}

/** Returns a reader through which the row check reads cells. A cell of spaces is no value for a required column. */
export function csvRowReader({ header, mapping, deleteAt = -1 }: RowLayout): RowReader<CsvRecord> {
  const keyAt = header.indexOf("id");
  const meaning = cellReader(mapping);
  return {
    fault: ({ cells }) =>
      cells.length === header.length ? null : { column: null, fault: columnCount(cells.length, header.length) },
    key: ({ cells }) => cells[keyAt] ?? null,
    read({ cells }, { name, field, at }) {
      const value = cellValue(field, meaning(name, field, cells[at] ?? ""));
      return value === null || value instanceof Fault ? value : field.toText(value);
    },
    deletes: ({ cells }) => markOf(meaning, cells[deleteAt] ?? ""),
    raw: ({ cells }, { at }) => cells[at] ?? null,
    shown: ({ cells }, { at }) => cells[at] ?? null,
  };
}

function columnCount(found: number, expected: number): Fault {
  return new Fault(
    "COLUMN_COUNT",
    `The row has ${found} cells, the header has ${expected}.`,
    "Look for a missing or an extra delimiter, or a delimiter in a cell that is not quoted.",
  );
}

/** Returns a valid row as `validRows` shows it: every column of the header parsed, secrets masked, empty cells null. */
export function parsedRecord(entity: Entity, layout: RowLayout, cells: readonly string[]) {
  const meaning = cellReader(layout.mapping);
  const entries = boundColumns(entity, layout).map(({ name, field, at }): [string, unknown] => {
    const value = cellValue(field, meaning(name, field, cells[at] ?? ""));
    if (value === null || value instanceof Fault) return [name, null];
    return [name, field.secret ? secretMask : value];
  });
  const { deleteAt = -1 } = layout;
  const isDeletion = markOf(meaning, cells[deleteAt] ?? "") === true;
  return { ...Object.fromEntries(entries), ...(isDeletion && { [deleteMark]: true }) };
}

/** Reads a deletion mark through the mapping's values. */
function markOf(meaning: CellReader, cell: string): boolean | Fault {
  const meant = meaning(deleteMark, { columnType: "boolean" }, cell);
  return meant instanceof Fault ? meant : isMarked(meant);
}

/** Returns a field's value, null for an empty cell, or the reason that the cell is refused. */
function cellValue(field: Field, cell: string | Fault): unknown {
  if (cell instanceof Fault) return cell;
  const text = meantText(field, cell);
  return text === null ? null : field.parse(text);
}

/** The most surplus cells of a row that are shown; a row with more is returned without its surplus cells. */
export const mostCellsBeyond = 1_000;

/**
 * Returns an invalid row unparsed, under the fields' names or, for unknown columns, the file's names. The secrets of
 * any entity are masked. At most `mostCellsBeyond` surplus cells are shown.
 */
export function rawRecord({ header, names }: CsvLayout, cells: readonly string[]) {
  // In a ragged row any cell can be the secret.
  const allHidden = cells.length !== header.length && [...names, ...header].some((name) => isSecretName(name ?? ""));
  const entries = cells.slice(0, header.length + mostCellsBeyond).map((cell, at): [string, string] => {
    const name = header[at] ?? null;
    const shown = name ?? names[at] ?? `column ${at + 1}`;
    return [shown, (allHidden || isSecretName(shown)) && cell !== "" ? secretMask : cell];
  });
  return Object.fromEntries(entries);
}
