import type { Entity } from "../domain/entity.js";
import { type Issue, shortened } from "../domain/issue.js";
import { storable } from "../domain/list-value.js";

const mostWarnings = 100;

/**
 * One warning per column or property that the entity does not have; past a hundred the last one says how many more.
 *
 * @param names each once, as the file spells them; `uncounted` when there were even more
 */
export function unknownColumns(entity: Entity, names: readonly string[], line: number, uncounted = false): Issue[] {
  const hint = `Columns of ${entity.name}: GET /api/entities/${entity.name}/template.csv.`;
  const warning = { line, code: "UNKNOWN_COLUMN", severity: "warning", hint } as const;
  const issues: Issue[] = names.slice(0, mostWarnings).map((name) => {
    const shown = shownName(name);
    return { ...warning, column: shown, value: shown, message: `The column ${shown} is unknown and was left out.` };
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
