import { comparableName } from "../../domain/comparable-name.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import type { RejectedCells } from "../codec.js";
import { asideColumns } from "../rejects/rejects-file.js";
import { restored } from "../rejects/spreadsheet-text.js";
import { mostCellsBeyond } from "./csv-row.js";

/** Whether a header is that of a file of rejected rows, whose formulas were neutralised and must be restored. */
export function isRejectsFile(names: readonly string[]): boolean {
  return asideColumns.every((aside) => names.some((name) => comparableName(name) === aside));
}

/** Whether a column is one that a file of rejected rows adds. */
function isAside(name: string): boolean {
  return asideColumns.some((aside) => comparableName(name) === aside);
}

/** Whether a column has no name. Spreadsheets add such columns. */
export function isNameless(name: string): boolean {
  return comparableName(name) === "";
}

/**
 * Returns the positions of the rows' own columns: those with a name, except for those that a file of rejected rows
 * adds.
 */
export function ownColumns(names: readonly string[]): number[] {
  const isRejects = isRejectsFile(names);
  return [...names.keys()].filter((at) => {
    const name = names[at] ?? "";
    return !isNameless(name) && !(isRejects && isAside(name));
  });
}

/**
 * Returns a function that reads the cells of a file of rejected rows as those of an ordinary file. A spreadsheet may
 * drop empty cells at the end of a line, or add some. But a text under no name is a surplus cell of a ragged row, or
 * the note that a row is ragged.
 */
export function sentBack({ names }: CsvLayout): (cells: readonly string[]) => readonly string[] {
  const needed = 1 + Math.max(...ownColumns(names));
  return (cells) => {
    if (cells.length > names.length + mostCellsBeyond) return cells;
    const texts = cells.map(restored);
    const isRagged = cells.length < needed || texts.some((text, at) => text !== "" && isNameless(names[at] ?? ""));
    if (!isRagged) return Array.from(names, (_, at) => texts[at] ?? "");
    return texts.length === names.length ? [...texts, ""] : texts;
  };
}

/** Returns the cells of a rejected record. `columns` are the positions of the columns in the file of rejected rows. */
export function rejectedCells(
  { names }: Pick<CsvLayout, "names">,
  columns: readonly number[],
  cells: readonly string[],
): RejectedCells {
  if (cells.length === names.length) return { cells: columns.map((at) => cells[at] ?? ""), beyond: [] };
  // Any cell of a ragged row can be the secret.
  if (ownColumns(names).length > columns.length) return { cells: columns.map(() => ""), beyond: [raggedNote] };
  const shown = { cells: columns.map((at) => cells[at] ?? ""), beyond: [raggedNote] };
  if (cells.length > names.length + mostCellsBeyond) return shown;
  const beyond = cells.filter((_, at) => at >= names.length || isNameless(names[at] ?? ""));
  while (beyond.at(-1) === "") beyond.pop();
  return beyond.length > 0 ? { ...shown, beyond } : shown;
}

/**
 * Marks a ragged row. Without this note, a row with cells in the wrong columns could be accepted: missing cells become
 * empty cells.
 */
const raggedNote = "This row had too few or too many cells: correct it, then empty this cell.";
