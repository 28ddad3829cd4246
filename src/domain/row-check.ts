import { deleteMark } from "./delete-mark.js";
import type { Entity, OrderRule } from "./entity.js";
import { Fault, type Field, fingerprintColumn } from "./field.js";
import { compareInstants } from "./fields/instant.js";
import { readId } from "./fields/row-id.js";
import { generatedSlug } from "./fields/slug.js";
import type { FileLayout } from "./file-layout.js";
import type { Fingerprint } from "./fingerprint.js";
import { type Issue, shownValue } from "./issue.js";

/** A row after its own checks: the values to stage, in the order of `boundColumns`, and the issues. */
export interface CheckedRow {
  /** Postgres text forms; null if the cell is empty or refused. */
  readonly texts: (string | null)[];
  readonly key: string | null;
  readonly generatedSlug: string | null;
  /** Errors, and warnings about valid values. */
  readonly issues: Issue[];
  /** The columns whose values were read without characters that make no difference. */
  readonly altered: string[];
  /** Whether the row is marked for deletion. Then only its key was read. */
  readonly deletes: boolean;
}

/** The checks of one entity under one file's header, compiled once and run for each row. */
export interface RowCheck<Row> {
  /** The index of the key in `texts`. */
  readonly keyAt: number;
  /** The number of columns that a row is staged with. */
  readonly width: number;
  check(row: Row, line: number): CheckedRow;
  /** Returns the key for finding duplicates, even if the row has other faults; null if it has no key. */
  keyOf(row: Row): string | null;
}

/** A field of the entity that the file has, and its index in the header. */
export interface BoundColumn {
  readonly name: string;
  readonly field: Field;
  readonly at: number;
}

/** Reads the columns of a row in one file format. */
export interface RowReader<Row> {
  /** Returns the fault that makes the whole row unreadable; null if its columns can be read. */
  fault(row: Row): { readonly fault: Fault; readonly column: string | null } | null;
  /** Returns the key if it can be read, even if the row has other faults. */
  key(row: Row): string | null;
  /** Whether the row is marked for deletion, or the fault of an unreadable mark. */
  deletes(row: Row): boolean | Fault;
  /** Returns the value's Postgres text form, null if there is no value, or the fault. */
  read(row: Row, column: BoundColumn): string | null | Fault;
  /** Returns the text as it is in the file; null if the value is not a text there. */
  raw(row: Row, column: BoundColumn): string | null;
  /** Returns the value as an issue shows it. */
  shown(row: Row, column: BoundColumn): string | null;
}

/** The parts of a file's layout that reading its rows needs. */
export type RowLayout = Pick<FileLayout, "header" | "mapping" | "deleteAt">;

/**
 * Returns the entity's fields that the header has, in the header's order. Then follow the fields that a mapping sets in
 * every row, at index -1.
 */
export function boundColumns(entity: Entity, { header, mapping }: RowLayout): BoundColumn[] {
  const absent = Object.keys(mapping?.constants ?? {}).filter((name) => !header.includes(name));
  const places = [...header.map((name, at) => ({ name, at })), ...absent.map((name) => ({ name, at: -1 }))];
  return places.flatMap(({ name, at }) => {
    const field = name === null ? undefined : entity.fields[name];
    return name !== null && field ? [{ name, field, at }] : [];
  });
}

/** Returns the columns that a row is staged with. A hashed field is staged as its fingerprints. */
export function stagedFields(entity: Entity, layout: RowLayout): string[] {
  return boundColumns(entity, layout).map(({ name, field }) => (field.hashed ? fingerprintColumn(name) : name));
}

/**
 * Compiles the row check for a file. The header is given as field names by position, null if the column is unknown.
 * Checks that need the stored row (a rule with an absent column, slugs, references) run when the import is applied.
 */
export function compileRowCheck<Row>(
  entity: Entity,
  layout: RowLayout,
  reader: RowReader<Row>,
  fingerprint: Fingerprint,
): RowCheck<Row> {
  const bound = boundColumns(entity, layout);
  const place = new Map(bound.map(({ name }, index) => [name, index]));
  const slugAt = entity.slug ? place.get(entity.slug.field) : undefined;
  const titleAt = entity.slug ? place.get(entity.slug.from) : undefined;
  const rules = entity.order.flatMap(({ start, end }): BoundRule[] => {
    const [startAt, endAt] = [place.get(start), place.get(end)];
    return startAt === undefined || endAt === undefined ? [] : [{ start, end, startAt, endAt }];
  });
  const hashes = bound.flatMap(({ name, field }, at): BoundHash[] => {
    if (!field.hashed) return [];
    const explanation = bound.findIndex((other) => other.field.explains === name);
    return [{ name, at, explainedBy: bound[explanation]?.name ?? null, explanationAt: explanation }];
  });

  function keyOf(row: Row): string | null {
    return readableKey(reader.key(row));
  }

  function check(row: Row, line: number): CheckedRow {
    const key = keyOf(row);
    const broken = reader.fault(row);
    if (broken) {
      const { fault, column } = broken;
      return { ...nothing, key, issues: [issueOf(fault, column, line, null)] };
    }
    if (layout.deleteAt !== undefined) {
      const verdict = reader.deletes(row);
      if (verdict instanceof Fault) return { ...nothing, key, issues: [issueOf(verdict, deleteMark, line, null)] };
      if (verdict) return checkDeletion(row, key, line);
    }
    const issues: Issue[] = [];
    const altered: string[] = [];
    const texts: (string | null)[] = [];
    for (const column of bound) {
      const text = checkColumn(row, column, line, issues);
      texts.push(text);
      if (text !== null && isAltered(column, reader.raw(row, column), text)) altered.push(column.name);
    }
    for (const rule of rules) {
      const [start, end] = [texts[rule.startAt], texts[rule.endAt]];
      if (start && end && compareInstants(end, start) <= 0) issues.push(endBeforeStart(rule, end, line));
    }
    for (const hash of hashes) hide(hash, texts, key, line, issues);
    const title = titleAt === undefined ? null : texts[titleAt];
    const needsSlug = slugAt === undefined || !texts[slugAt];
    const made = needsSlug && title && key ? generatedSlug(title, key) : null;
    return { texts, key, generatedSlug: made, issues, altered, deletes: false };
  }

  function checkDeletion(row: Row, key: string | null, line: number): CheckedRow {
    const issues: Issue[] = [];
    for (const column of bound) if (column.name === "id") checkColumn(row, column, line, issues);
    const isGood = issues.every(({ severity }) => severity === "warning");
    return { ...nothing, key, issues, deletes: isGood };
  }

  function checkColumn(row: Row, column: BoundColumn, line: number, issues: Issue[]): string | null {
    const { name, field } = column;
    const text = reader.read(row, column);
    if (text === null && field.required) issues.push(required(name, line));
    const found = text instanceof Fault ? text : (text && field.warning?.(text)) || null;
    if (found) {
      const shown = reader.shown(row, column);
      const value = shown === null ? null : shownValue(shown, field.secret);
      issues.push({ ...issueOf(found, name, line, value), severity: found === text ? "error" : "warning" });
    }
    return text instanceof Fault ? null : text;
  }

  /** Replaces the secret with its fingerprints. An explanation without the secret is an error. */
  function hide(
    { name, at, explainedBy, explanationAt }: BoundHash,
    texts: (string | null)[],
    key: string | null,
    line: number,
    issues: Issue[],
  ) {
    const [secret, explanation] = [texts[at] ?? null, texts[explanationAt] ?? null];
    if (secret !== null) texts[at] = fingerprint([entity.name, name, key ?? "", secret, explanation ?? ""]);
    else if (explanation !== null) issues.push(issueOf(unexplained(name, explainedBy ?? ""), name, line, null));
  }

  return { keyAt: bound.findIndex(({ name }) => name === "id"), width: bound.length, check, keyOf };
}

/** The rest of a row without staged values. */
const nothing: Omit<CheckedRow, "key" | "issues"> = { texts: [], generatedSlug: null, altered: [], deletes: false };

interface BoundRule extends OrderRule {
  readonly startAt: number;
  readonly endAt: number;
}

interface BoundHash {
  readonly name: string;
  readonly at: number;
  readonly explainedBy: string | null;
  readonly explanationAt: number;
}

/** Returns the key for finding duplicates, even if the row has other faults; null if it cannot be read. */
function readableKey(text: string | null): string | null {
  const id = text === null ? null : readId(text);
  return id instanceof Fault ? null : id;
}

const isUnseen = /^[\s\p{Cf}]$/u;

/** Whether a valid value differs from the text in the file only by characters that make no difference. */
function isAltered({ name, field }: BoundColumn, raw: string | null, text: string): boolean {
  if (raw === null || field.keepsSpaces || raw === text) return false;
  const isId = name === "id" || (field.reference !== null && !field.parseItems);
  // A mapping may have replaced the id.
  if (isId) return raw.normalize("NFC").trim() === text;
  return isUnseen.test(raw.charAt(0)) || isUnseen.test(raw.charAt(raw.length - 1));
}

function issueOf({ code, message, hint }: Fault, column: string | null, line: number, value: string | null): Issue {
  return { line, column, code, severity: "error", value, message, hint };
}

function required(column: string, line: number): Issue {
  const message = "The column is required, and the value is missing.";
  const hint = `Give every row a ${column}.`;
  return { line, column, code: "REQUIRED", severity: "error", value: null, message, hint };
}

function unexplained(secret: string, explanation: string): Fault {
  return new Fault("REQUIRED", `There is a ${explanation} and no ${secret}.`, `Send both, or neither.`);
}

function endBeforeStart({ start, end }: OrderRule, value: string, line: number): Issue {
  const message = `${end} is not after ${start}.`;
  const hint = `Correct ${start} or ${end}; mind their offsets.`;
  return { line, column: end, code: "END_BEFORE_START", severity: "error", value, message, hint };
}
