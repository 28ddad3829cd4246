import type { Entity } from "../domain/entity.js";
import { type Issue, shortened } from "../domain/issue.js";
import { storable } from "../domain/list-value.js";
import { suggestColumns } from "../domain/mapping/column-names.js";

const mostWarnings = 100;

/**
 * Returns one warning for each column or property that the entity does not have. After 100 warnings, a last one gives
 * the number of the remaining names.
 *
 * @param names the unknown names, each once, as the file spells them; `uncounted` if the file has even more
 * @param missing the fields for which the file has no column; an unknown name that is similar to one may mean it
 */
export function unknownColumns(
  entity: Entity,
  names: readonly string[],
  { line, missing = [], uncounted = false }: { line: number; missing?: readonly string[]; uncounted?: boolean },
): Issue[] {
  const columns = `Columns of ${entity.name}: GET /api/entities/${entity.name}/template.csv.`;
  const warning = { line, code: "UNKNOWN_COLUMN", severity: "warning", hint: columns } as const;
  const shownNames = names.slice(0, mostWarnings);
  const likely = suggestColumns(entity, shownNames);
  const issues: Issue[] = shownNames.map((name, at) => {
    const shown = shownName(name);
    const message = `The column ${shown} is unknown: its values were left out.`;
    const field = likely[at]?.field;
    const hint =
      field && missing.includes(field)
        ? `If it is ${field}, name it so, or map it, and import the file again. ${columns}`
        : columns;
    return { ...warning, column: shown, value: shown, message, hint };
  });
  const more = names.length - issues.length;
  if (more > 0) {
    const count = uncounted ? `More than ${more}` : more;
    issues.push({ ...warning, column: null, value: null, message: `${count} more unknown columns were left out.` });
  }
  return issues;
}

/**
 * Returns a column's name for a message. Control characters, which a terminal obeys, and bidirectional marks, which can
 * hide text, are replaced.
 */
export function shownName(name: string): string {
  const trimmed = name.replace(/[\p{Cc}\p{Bidi_Control}]/gu, "\ufffd").trim();
  return trimmed === "" ? "(unnamed)" : shortened(storable(trimmed), 60);
}
