import type { Entity } from "../domain/entity.js";
import { type Issue, shortened } from "../domain/issue.js";
import { storable } from "../domain/list-value.js";
import { suggestColumns } from "../domain/mapping/column-names.js";

const mostWarnings = 100;

/**
 * One warning per column or property that the entity does not have; past a hundred the last one says how many more.
 *
 * @param names each once, as the file spells them; `uncounted` when there were even more
 * @param missing fields of which the file has no column: an unknown name that is like one of them may be it
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

/** A column's name as a message may show it: a terminal obeys control characters, and marks of direction hide text. */
export function shownName(name: string): string {
  const trimmed = name.replace(/[\p{Cc}\p{Bidi_Control}]/gu, "\ufffd").trim();
  return trimmed === "" ? "(unnamed)" : shortened(storable(trimmed), 60);
}
