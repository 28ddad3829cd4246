import { csvLine } from "../codecs/csv-line.js";
import { deleteMark } from "../domain/delete-mark.js";
import { DomainError } from "../domain/errors.js";
import type { DerivedFile, FromColumn } from "../domain/packages/preset.js";
import { FoldedLists, matches } from "./folded-lists.js";
import type { InflateLimits } from "./inflate.js";
import { openTable, type Table, type TableRow } from "./table-rows.js";
import type { ZipMember } from "./zip.js";

export interface DeriveLimits {
  readonly inflate: InflateLimits;
  readonly maxRecordBytes: number;
}

/** Keys that are kept in memory. */
const mostDistinct = 5_000_000;
/** So much text is one block. */
const blockLength = 1 << 16;

/**
 * The rows of an entity, as CSV with its own columns, made of files of an archive. Columns whose file or column the archive
 * lacks are left out, and so keep what is stored.
 *
 * @param members by the names that the preset gives them
 */
export async function* deriveFile(
  derived: DerivedFile,
  members: ReadonlyMap<string, ZipMember>,
  limits: DeriveLimits,
): AsyncGenerator<Buffer> {
  const open = async (name: string): Promise<Table | null> => {
    const member = members.get(name);
    return member ? openTable(name, member.open(limits.inflate), limits) : null;
  };
  const lists = await foldedLists(derived, open);
  const table = await open(derived.file);
  if (table === null) throw new DomainError("ARCHIVE_MEMBER_NOT_FOUND", `There is no ${derived.file}.`, "Send it.");
  const columns = Object.entries(derived.columns).filter(([, { column }]) => table.columns.has(column.toLowerCase()));
  const marks = derived.deleted && table.columns.has(derived.deleted.column.toLowerCase()) ? [derived.deleted] : [];
  const names = [...columns.map(([field]) => field), ...lists.map(([field]) => field), ...marks.map(() => deleteMark)];
  const seen = new Set<string>();
  let text = csvLine(names, ",");
  for await (const row of table.rows) {
    if (!matches(row, derived.where ?? []) || isRepeated(row, derived.distinct, seen)) continue;
    const key = row.cell(derived.columns.id?.column ?? "").trim();
    const folded = lists.map(([, list]) => cellOf(list.of(key)));
    const made = new Map(lists.map(([field], at) => [field, folded[at] ?? ""]));
    const cells = columns.map(([field, from]) => {
      const cell = cellFrom(row, from, made);
      made.set(field, cell);
      return cell;
    });
    const mark = marks.map((deleted) => (matches(row, [deleted]) ? "true" : ""));
    text += csvLine([...cells, ...folded, ...mark], ",");
    if (text.length < blockLength) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

async function foldedLists(
  { lists = {} }: DerivedFile,
  open: (name: string) => Promise<Table | null>,
): Promise<[field: string, FoldedLists][]> {
  const found: [string, FoldedLists][] = [];
  for (const [field, folded] of Object.entries(lists)) {
    const table = await open(folded.file);
    if (table !== null) found.push([field, await FoldedLists.read(folded, table)]);
  }
  return found;
}

/** @param made the row's cells that are known so far, by field */
function cellFrom(row: TableRow, { column, split, values = {}, when }: FromColumn, made: ReadonlyMap<string, string>) {
  if (when && !made.get(when.field)?.split(";").includes(when.has)) return "";
  const text = row.cell(column);
  const meaning = (word: string) => values[word.trim().toLowerCase()] ?? word;
  return split === undefined ? meaning(text) : cellOf(text.split(split).map((word) => meaning(word.trim())));
}

/** A list as a cell says it. An item with the separator in it cannot be said, and is left out. */
function cellOf(items: readonly string[]): string {
  return items.filter((item) => item !== "" && !item.includes(";")).join(";");
}

function isRepeated(row: TableRow, column: string | undefined, seen: Set<string>): boolean {
  if (column === undefined) return false;
  const value = row.cell(column).trim();
  if (seen.has(value)) return true;
  if (seen.size === mostDistinct) throw tooManyKeys();
  seen.add(Buffer.from(value).toString());
  return false;
}

function tooManyKeys(): DomainError {
  const message = `The file names more than ${mostDistinct} ids.`;
  return new DomainError("TOO_MANY_ROWS", message, "Split the export, for instance by school or by term.");
}
