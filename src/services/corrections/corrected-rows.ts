import type { RejectsLayout } from "../../codecs/codec.js";
import type { Corrections } from "../../domain/corrections.js";
import { DomainError } from "../../domain/errors.js";
import type { RejectedRow } from "../results/rejected-rows.js";

/**
 * Yields the rows that corrections change, with their new cells. Left out are rows without a change, and rows that
 * repeat an id of an earlier line, unless their id is corrected. `INVALID_CORRECTIONS` if the file has no such column.
 */
export function correctedRows(
  { columns, fields }: Pick<RejectsLayout, "columns" | "fields">,
  rows: AsyncIterable<RejectedRow>,
  { rows: single, replace }: Corrections,
): AsyncIterable<RejectedRow> {
  const cellsByLine = new Map<number, Map<number, string>>();
  for (const { line, cells } of single) {
    const known = cellsByLine.get(line) ?? new Map<number, string>();
    cellsByLine.set(line, known);
    for (const [column, text] of Object.entries(cells)) known.set(placeOf(column), text);
  }
  const replacements = new Map(
    replace.map(({ code, column, from, to }) => [keyOf(code, column, from), { at: placeOf(column), to }]),
  );

  function placeOf(column: string): number {
    const at = fields.indexOf(column);
    const place = at === -1 ? columns.indexOf(column) : at;
    if (place !== -1) return place;
    const hint = "Use the column of an issue, or a name of the file's header.";
    throw new DomainError("INVALID_CORRECTIONS", "The corrections name a column that the file does not have.", hint);
  }

  function corrected(row: RejectedRow): RejectedRow {
    const cells = [...row.cells];
    for (const { code, column, value } of row.errors) {
      const replacement = column === null ? undefined : replacements.get(keyOf(code, column, value));
      if (replacement) cells[replacement.at] = replacement.to;
    }
    for (const [at, text] of cellsByLine.get(row.line) ?? []) cells[at] = text;
    return { ...row, cells };
  }

  const keyAt = fields.indexOf("id");
  return (async function* () {
    for await (const row of rows) {
      const after = corrected(row);
      const isChanged = (at: number) => after.cells[at] !== row.cells[at];
      // The first row of an id is kept (section D 6). A repetition of it, imported alone, would replace that row.
      const repeats = row.errors.some(({ code }) => code === "DUPLICATE_KEY") && !isChanged(keyAt);
      if (!repeats && after.cells.some((_, at) => isChanged(at))) yield after;
    }
  })();
}

function keyOf(code: string, column: string, value: string | null): string {
  return JSON.stringify([code, column, value === "" ? null : value]);
}
