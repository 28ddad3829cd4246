import { isSecretName } from "../../domain/entities/index.js";
import type { Entity } from "../../domain/entity.js";
import { Fault } from "../../domain/field.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { secretMask } from "../../domain/issue.js";
import { meantText } from "../../domain/meant-text.js";
import type { RowReader } from "../../domain/row-check.js";
import type { PlacedRecord } from "../codec.js";

/** A record by its cells. */
export interface CsvRecord extends PlacedRecord {
  readonly cells: readonly string[];
}

/** Cells as the row check reads them: a cell of spaces is no value for a required column. */
export function csvRowReader({ header }: Pick<CsvLayout, "header">): RowReader<CsvRecord> {
  const keyAt = header.indexOf("id");
  return {
    fault: ({ cells }) =>
      cells.length === header.length ? null : { column: null, fault: columnCount(cells.length, header.length) },
    key: ({ cells }) => cells[keyAt] ?? null,
    read({ cells }, { field, at }) {
      const text = meantText(field, cells[at] ?? "");
      if (text === null) return null;
      const value = field.parse(text);
      return value === null || value instanceof Fault ? value : field.toText(value);
    },
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
export function parsedRecord(entity: Entity, header: CsvLayout["header"], cells: readonly string[]) {
  const entries = header.flatMap((name, at): [string, unknown][] => {
    const field = name === null ? undefined : entity.fields[name];
    if (name === null || !field) return [];
    const text = meantText(field, cells[at] ?? "");
    if (text === null) return [[name, null]];
    const value = field.secret ? secretMask : field.parse(text);
    return [[name, value instanceof Fault ? null : value]];
  });
  return Object.fromEntries(entries);
}

/** A row with millions of cells too many is shown, and goes back, without those beyond so many. */
export const mostCellsBeyond = 1_000;

/**
 * An invalid row as it stood in the file, under the file's own column names; secrets of any entity masked. Of a row with
 * too many cells, as many are shown as `mostCellsBeyond` says.
 */
export function rawRecord({ header, names }: CsvLayout, cells: readonly string[]) {
  // In a ragged row nobody can say which cell is the secret.
  const allHidden = cells.length !== header.length && names.some(isSecretName);
  const entries = cells.slice(0, header.length + mostCellsBeyond).map((cell, at): [string, string] => {
    const name = header[at] ?? null;
    const shown = name ?? names[at] ?? `column ${at + 1}`;
    return [shown, (allHidden || isSecretName(shown)) && cell !== "" ? secretMask : cell];
  });
  return Object.fromEntries(entries);
}
