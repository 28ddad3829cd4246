import { comparableName } from "../../domain/comparable-name.js";
import type { Entity } from "../../domain/entity.js";
import { DomainError } from "../../domain/errors.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { matchColumns, suggestColumns } from "../../domain/mapping/column-names.js";
import type { MappingDefinition } from "../../domain/mapping/mapping.js";
import { requiredColumns } from "../../domain/record.js";
import type { PlanLimits } from "../codec.js";
import { shownName } from "../unknown-columns.js";
import { parseInTurns } from "./parse-in-turns.js";
import { type RecordMark, RecordScanner } from "./record-scanner.js";

export const delimiters = [",", ";", "\t"] as const;
export type Delimiter = CsvLayout["delimiter"];

/** The position of the header in the file's first units, under the delimiter that fits best. */
export interface FoundHeader {
  readonly delimiter: Delimiter;
  readonly mark: RecordMark;
}

/** The options of a search for a header. */
export interface HeaderSearch {
  /** Whether the units are the whole file. */
  readonly complete: boolean;
  /** The delimiter that the file names; null if none. It has priority over the number of cells. */
  readonly named: Delimiter | null;
  /** The physical line of the first unit. */
  readonly firstLine: number;
  /** Whether the file was made from a sheet. The delimiter of its cells is a comma. */
  readonly isSheet?: boolean | undefined;
  /** The columns that a mapping names. */
  readonly columns?: MappingDefinition["columns"] | undefined;
}

/**
 * Finds the header and the delimiter: the delimiter under which most cells are columns of the entity, else the one that
 * the file names, else the one with most cells. Returns null if the units hold no record.
 *
 * @param units the first code units of the file, from the header on
 */
export async function findHeader(
  entity: Entity,
  units: Buffer,
  { complete, named, firstLine, isSheet = false, columns }: HeaderSearch,
): Promise<FoundHeader | null> {
  const readings = (isSheet ? ([","] as const) : delimiters).map((delimiter) => ({
    delimiter,
    ...firstRecord(units, delimiter, { complete, firstLine }),
  }));
  let best: { found: FoundHeader; score: number } | null = null;
  for (const { delimiter, mark } of readings) {
    if (!mark) continue;
    const names = await headerCells(units.toString("latin1", mark.start, mark.end), delimiter);
    const known = matchColumns(entity, names.slice(0, mostNames), columns).filter((name) => name !== null).length;
    const score = known * 10_000_000 + (delimiter === named ? 5_000_000 : 0) + names.length;
    if (!best || score > best.score) best = { found: { delimiter, mark }, score };
  }
  if (best) return best.found;
  const fault = readings.find((reading) => reading.fault)?.fault;
  if (fault) throw fault;
  return null;
}

/** The number of columns that decide which delimiter is right. */
const mostNames = 20_000;

/** The number of units that are scanned between two checks for a whole record. */
const headerStep = 4_096;

function firstRecord(
  units: Buffer,
  delimiter: Delimiter,
  { complete, firstLine }: Pick<HeaderSearch, "complete" | "firstLine">,
) {
  let mark: RecordMark | null = null;
  const scanner = new RecordScanner(delimiter.charCodeAt(0), { position: 0, line: firstLine }, (start, end, line) => {
    mark ??= { start, end, line };
  });
  try {
    for (let at = 0; at < units.length && mark === null; at += headerStep) {
      scanner.push(units.subarray(at, at + headerStep));
    }
    if (complete && mark === null) scanner.finish();
  } catch (error) {
    // A wrong delimiter finds stray quotes everywhere. Only if no delimiter fits is this the file's fault.
    if (!(error instanceof DomainError)) throw error;
    return { mark: firstOf(mark), fault: error };
  }
  return { mark: firstOf(mark), fault: null };
}

/** Returns the mark. The compiler cannot see that the scanner's callback has set it. */
function firstOf(mark: RecordMark | null): RecordMark | null {
  return mark;
}

/** Returns the cells of a header's text. */
export async function headerCells(text: string, delimiter: Delimiter): Promise<string[]> {
  for await (const [first] of parseInTurns(Buffer.from(text), delimiter)) if (first) return first;
  return [];
}

/** The most columns without a name. A spreadsheet may save every empty column that it has. */
const mostNameless = 16_384;

/** Refuses a header under which no row can be read: `TOO_MANY_COLUMNS`, `MISSING_COLUMN`, `DUPLICATE_COLUMN`. */
export function checkHeader(
  entity: Entity,
  names: readonly string[],
  { line, limits, mapping }: { line: number; limits: PlanLimits; mapping: MappingDefinition | null },
): void {
  const most = mostNameless + limits.maxColumns;
  if (names.length > most) throw tooManyColumns(`${names.length} columns; the limit is ${most}`, line);
  const spelled = names.map(comparableName);
  const named = spelled.filter((name) => name !== "").length;
  if (named > limits.maxColumns) {
    throw tooManyColumns(`${named} columns with a name; the limit is ${limits.maxColumns}`, line);
  }
  const fields = matchColumns(entity, names, mapping?.columns);
  const missing = missingColumns(entity, fields, mapping);
  if (missing.length > 0) throw missingColumn(entity, names, missing, line);
  const before = new Set<string>();
  // Unknown columns are not imported, so their names may differ in compatibility forms alone.
  const repeated = names.filter((raw, at) => {
    const name = spelled[at] === "" ? "" : (fields[at] ?? `unknown ${raw.trim().toLowerCase()}`);
    const isRepeated = name !== "" && before.has(name);
    before.add(name);
    return isRepeated;
  });
  if (repeated.length > 0) throw duplicateColumn(repeated, line);
}

/**
 * Returns the required columns for which neither the header has a column nor the mapping a constant.
 *
 * @param fields the field of each column of the header; null for an unknown column
 */
export function missingColumns(
  entity: Entity,
  fields: readonly (string | null)[],
  mapping: MappingDefinition | null,
): string[] {
  const given = new Set([...fields, ...Object.keys(mapping?.constants ?? {})]);
  return requiredColumns(entity).filter((name) => !given.has(name));
}

function tooManyColumns(what: string, line: number): DomainError {
  const hint = "Keep the columns of the template.";
  return new DomainError("TOO_MANY_COLUMNS", `The header has ${what}.`, hint, line);
}

function missingColumn(entity: Entity, names: readonly string[], missing: readonly string[], line: number) {
  const columns = missing.length === 1 ? "column" : "columns";
  const message = `Line ${line}, the header, lacks the required ${columns} ${missing.join(", ")}.`;
  const found = `found: ${foundNames(entity, names)}${proposals(entity, names, missing)}`;
  const hint = `Compare it with GET /api/entities/${entity.name}/template.csv; ${found}.`;
  return new DomainError("MISSING_COLUMN", message, hint, line);
}

/** Proposes columns with names similar to those of the missing columns. A mapping may name them. */
function proposals(entity: Entity, names: readonly string[], missing: readonly string[]): string {
  const likely = suggestColumns(entity, names).filter(({ field, score }) => score < 1 && missing.includes(field ?? ""));
  const shown = likely.slice(0, 5).map(({ column, field }) => `${shownName(column)} for ${field}`);
  return shown.length === 0 ? "" : `; a mapping may take ${shown.join(", ")}`;
}

function duplicateColumn(repeated: readonly string[], line: number): DomainError {
  const message = `Line ${line}, the header, names a column more than once: ${shownNames(repeated)}.`;
  return new DomainError("DUPLICATE_COLUMN", message, "Remove or rename all but one; case does not matter.", line);
}

/**
 * Lists the known names of a header and counts the others. A file without a header has data in its first line, which
 * must not get into an error message.
 */
function foundNames(entity: Entity, names: readonly string[]): string {
  const known = matchColumns(entity, names).filter((name) => name !== null);
  if (known.length === 0) return "none of its columns";
  const others = names.length - known.length;
  return `${shownNames(known)}${others > 0 ? `, and ${others} other columns` : ""}`;
}

function shownNames(names: readonly string[]): string {
  return names.slice(0, 20).map(shownName).join(", ");
}
