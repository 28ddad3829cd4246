import { csvLine } from "../codecs/csv-line.js";
import { deleteMark } from "../domain/delete-mark.js";
import { isSecretName } from "../domain/entities/index.js";
import { DomainError } from "../domain/errors.js";
import type { DerivedFile, Folded, FromColumn } from "../domain/packages/preset.js";
import { type FoldedLists, foldTable, KeptIds, matches, neededBy } from "./folded-lists.js";
import type { InflateLimits } from "./inflate.js";
import { openTable, requireColumns, type Table, type TableRow } from "./table-rows.js";
import type { ZipMember } from "./zip.js";

export interface PackageLimits {
  readonly inflate: InflateLimits;
  readonly maxRecordBytes: number;
}

/** Facts that are found while a file is derived. */
export interface DerivedFindings {
  /** Whether the source file has passwords, which are not imported. */
  hasSecret: boolean;
}

/** The length of a block of text, in characters. */
const blockLength = 1 << 16;

/**
 * Yields the rows of an entity, as CSV with the entity's columns, made from files of an archive. A column is left out,
 * so that its stored values are kept, if the archive lacks its file or its source column. So is a list whose file has
 * not a single pair. Throws `MISSING_COLUMN` if a file lacks a column that identifies its rows. A row with another
 * number of cells than the header keeps a wrong number of cells, and is rejected for it.
 *
 * @param members by the names that the preset gives them
 */
export async function* deriveFile(
  derived: DerivedFile,
  members: ReadonlyMap<string, ZipMember>,
  limits: PackageLimits,
  findings: DerivedFindings,
): AsyncGenerator<Buffer> {
  const ids = new KeptIds();
  const lists = await foldedLists(derived, members, limits, ids);
  const table = await opened(derived.file, members, limits);
  const { where = [], distinct } = derived;
  const key = derived.columns.id?.column ?? "";
  requireColumns(table, [key, ...(distinct === undefined ? [] : [distinct]), ...neededBy(where)]);
  const isKnown = (field: string) => field in derived.columns || lists.some(([name]) => name === field);
  const columns = Object.entries(derived.columns).filter(
    ([, { column, when }]) => table.columns.has(column.toLowerCase()) && (when === undefined || isKnown(when.field)),
  );
  const marks = derived.deleted && table.columns.has(derived.deleted.column.toLowerCase()) ? [derived.deleted] : [];
  const secrets = [...table.columns].filter(isSecretName);
  const names = [...columns.map(([field]) => field), ...lists.map(([field]) => field), ...marks.map(() => deleteMark)];
  const seen = new Set<string>();
  let text = csvLine(names, ",");
  for await (const row of table.rows) {
    if (secrets.some((column) => row.cell(column) !== "")) findings.hasSecret = true;
    if (!matches(row, where) || isRepeated(row, distinct, seen, ids)) continue;
    const folded = lists.map(([, list]) => list.of(row.cell(key).trim()).join(";"));
    const made = new Map(lists.map(([field], at) => [field, folded[at] ?? ""]));
    const cells = columns.map(([field, from]) => {
      const cell = cellFrom(row, from, made);
      made.set(field, cell);
      return cell;
    });
    const mark = marks.map((deleted) => (matches(row, [deleted]) ? "true" : ""));
    text += csvLine([...cells, ...folded, ...mark, ...(row.isWhole ? [] : ["", ""])], ",");
    if (text.length < blockLength) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

async function opened(name: string, members: ReadonlyMap<string, ZipMember>, limits: PackageLimits): Promise<Table> {
  const member = members.get(name);
  if (!member) throw new DomainError("ARCHIVE_MEMBER_NOT_FOUND", `There is no ${name}.`, "Send it.");
  return openTable(name, member.open(limits.inflate), limits);
}

/** Returns the lists of a file's rows, by field. Each file from which lists are made is read once. */
async function foldedLists(
  { lists = {} }: DerivedFile,
  members: ReadonlyMap<string, ZipMember>,
  limits: PackageLimits,
  ids: KeptIds,
): Promise<[field: string, FoldedLists][]> {
  const byFile = new Map<string, [field: string, folded: Folded][]>();
  for (const [field, folded] of Object.entries(lists)) {
    if (members.has(folded.file)) byFile.set(folded.file, [...(byFile.get(folded.file) ?? []), [field, folded]]);
  }
  const found: [string, FoldedLists][] = [];
  for (const [file, wanted] of byFile) {
    const table = await opened(file, members, limits);
    const folded = await foldTable(
      table,
      wanted.map(([, one]) => one),
      ids,
    );
    if (folded.every(({ isEmpty }) => isEmpty)) continue;
    found.push(...folded.map((list, at): [string, FoldedLists] => [wanted[at]?.[0] ?? "", list]));
  }
  return found;
}

/** @param made the row's cells that are known so far, by field */
function cellFrom(
  row: TableRow,
  { column, split, values, when }: FromColumn,
  made: ReadonlyMap<string, string>,
): string {
  if (when) {
    const items = (made.get(when.field) ?? "").split(";").filter((item) => item !== "");
    if (!("has" in when ? items.includes(when.has) : items.some((item) => item !== when.other))) return "";
  }
  const text = row.cell(column);
  const meaning = (word: string) => values?.get(word.trim().toLowerCase()) ?? word;
  return split === undefined
    ? meaning(text)
    : text
        .split(split)
        .map((word) => meaning(word.trim()))
        .join(";");
}

/** Whether an earlier row has the same value. A row without a value is not a repetition; it is rejected. */
function isRepeated(row: TableRow, column: string | undefined, seen: Set<string>, ids: KeptIds): boolean {
  const value = column === undefined ? "" : row.cell(column).trim();
  if (value === "") return false;
  if (seen.has(value)) return true;
  seen.add(ids.keep(value));
  return false;
}
