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

/** A record by its cells. */
export interface CsvRecord extends PlacedRecord {
  readonly cells: readonly string[];
}

/** Cells as the row check reads them: a cell of spaces is no value for a required column. */
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

/** A valid row as `validRows` shows it: every column of the header parsed, secrets masked, empty cells null. */
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

/** What a mark says, by the mapping's values. */
function markOf(meaning: CellReader, cell: string): boolean | Fault {
  const meant = meaning(deleteMark, { columnType: "boolean" }, cell);
  return meant instanceof Fault ? meant : isMarked(meant);
}

/** A field's value; null where there is none, or why it is refused. */
function cellValue(field: Field, cell: string | Fault): unknown {
  if (cell instanceof Fault) return cell;
  const text = meantText(field, cell);
  return text === null ? null : field.parse(text);
}

/** A row with millions of cells too many is shown, and goes back, without those beyond so many. */
export const mostCellsBeyond = 1_000;

/**
 * An invalid row as it stood in the file, under the file's own column names; secrets of any entity masked. Of a row
 * with too many cells, as many are shown as `mostCellsBeyond` says.
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
