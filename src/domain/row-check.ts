import type { Entity, OrderRule } from "./entity.js";
import { Fault, type Field } from "./field.js";
import { compareInstants } from "./fields/instant.js";
import { longestKey } from "./fields/key.js";
import { generatedSlug } from "./fields/slug.js";
import { isLonger } from "./fields/text.js";
import { type Issue, shownValue } from "./issue.js";

/** A row after its own checks: what to stage, in the order of `RowCheck.columns`, and what was found. */
export interface CheckedRow {
  /** Postgres text forms; null where the cell is empty or refused. */
  readonly texts: (string | null)[];
  readonly key: string | null;
  readonly generatedSlug: string | null;
  readonly issues: Issue[];
}

/** The checks of one entity under one file's header, compiled once and run for each row. */
export interface RowCheck {
  /** The entity's fields that the header has, in the file's order. */
  readonly columns: readonly string[];
  check(cells: readonly string[], line: number): CheckedRow;
}

interface BoundColumn {
  readonly name: string;
  readonly field: Field;
  readonly at: number;
}

/**
 * Compiles the row check for a header given as field names by position, null where the column is unknown.
 * What needs the stored row (a rule with one of its columns absent, slugs, references) is decided when the import
 * is applied.
 */
export function compileRowCheck(entity: Entity, header: readonly (string | null)[]): RowCheck {
  const bound: BoundColumn[] = [];
  header.forEach((name, at) => {
    const field = name === null ? undefined : entity.fields[name];
    if (name !== null && field) bound.push({ name, field, at });
  });
  const place = new Map(bound.map(({ name }, index) => [name, index]));
  const keyAt = header.indexOf(entity.key);
  const slugAt = entity.slug ? place.get(entity.slug.field) : undefined;
  const titleAt = entity.slug ? place.get(entity.slug.from) : undefined;
  const rules = entity.order.flatMap(({ start, end }): BoundRule[] => {
    const [startAt, endAt] = [place.get(start), place.get(end)];
    return startAt === undefined || endAt === undefined ? [] : [{ start, end, startAt, endAt }];
  });

  function check(cells: readonly string[], line: number): CheckedRow {
    const key = readableKey(cells[keyAt]);
    if (cells.length !== header.length) {
      return { texts: [], key, generatedSlug: null, issues: [columnCount(cells.length, header.length, line)] };
    }
    const issues: Issue[] = [];
    const texts: (string | null)[] = [];
    for (const { name, field, at } of bound) texts.push(checkCell(name, field, cells[at] ?? "", line, issues));
    for (const rule of rules) {
      const [start, end] = [texts[rule.startAt], texts[rule.endAt]];
      if (start && end && compareInstants(end, start) <= 0) issues.push(endBeforeStart(rule, end, line));
    }
    const title = titleAt === undefined ? null : texts[titleAt];
    const needsSlug = slugAt === undefined || !texts[slugAt];
    return { texts, key, generatedSlug: needsSlug && title && key ? generatedSlug(title, key) : null, issues };
  }

  return { columns: bound.map(({ name }) => name), check };
}

interface BoundRule extends OrderRule {
  readonly startAt: number;
  readonly endAt: number;
}

/** The key by which duplicates are found, also of a row that has other faults; one too long can be nobody's key. */
function readableKey(cell: string | undefined): string | null {
  return cell === undefined || cell.trim() === "" || isLonger(cell, longestKey) ? null : cell;
}

function checkCell(column: string, field: Field, cell: string, line: number, issues: Issue[]): string | null {
  const empty = field.required ? cell.trim() === "" : cell === "";
  if (empty) {
    if (field.required) issues.push(required(column, line));
    return null;
  }
  const value = field.parse(cell);
  if (!(value instanceof Fault)) return field.toText(value);
  const { code, message, hint } = value;
  issues.push({ line, column, code, severity: "error", value: shownValue(cell, field.secret), message, hint });
  return null;
}

function required(column: string, line: number): Issue {
  const message = "The cell is empty, and the column is required.";
  const hint = `Give every row a ${column}.`;
  return { line, column, code: "REQUIRED", severity: "error", value: null, message, hint };
}

function columnCount(found: number, expected: number, line: number): Issue {
  const message = `The row has ${found} cells, the header has ${expected}.`;
  const hint = "Look for a missing or an extra delimiter, or a delimiter in a cell that is not quoted.";
  return { line, column: null, code: "COLUMN_COUNT", severity: "error", value: null, message, hint };
}

function endBeforeStart({ start, end }: OrderRule, value: string, line: number): Issue {
  const message = `${end} does not lie after ${start}.`;
  const hint = `Correct ${start} or ${end}; mind their offsets.`;
  return { line, column: end, code: "END_BEFORE_START", severity: "error", value, message, hint };
}
