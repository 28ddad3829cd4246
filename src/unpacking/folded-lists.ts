import { DomainError } from "../domain/errors.js";
import type { Folded, Where } from "../domain/packages/preset.js";
import { requireColumns, type Table, type TableRow } from "./table-rows.js";

/** The most bytes of memory for the ids of a derived file: some five million pairs of a million people. */
const mostBytes = 256 << 20;
/** The bytes of a reference in an array, of an array, and of a map entry, in V8. */
const pairBytes = 8;
const listBytes = 150;
const entryBytes = 100;

/** Ids that are kept in memory for one file. Each text is stored once, however often it occurs. */
export class KeptIds {
  private readonly texts = new Map<string, string>();
  private bytes = 0;

  /** Returns the stored copy of an id. Throws `TOO_MANY_ROWS` if the ids do not fit into memory. */
  keep(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    // A copy, because a cell is a slice of its block and would keep the block in memory.
    const copy = Buffer.from(text).toString();
    this.texts.set(copy, copy);
    this.count(entryBytes + 2 * copy.length);
    return copy;
  }

  count(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > mostBytes) throw tooManyIds();
  }
}

/** The items of each key, from a file with one row for each pair of key and item. */
export class FoldedLists {
  private readonly lists = new Map<string, string[]>();

  constructor(
    private readonly folded: Folded,
    private readonly ids: KeptIds,
  ) {}

  /**
   * Adds a row of the file if its conditions hold. Throws `INVALID_ROWS` if the row has a wrong number of cells, or if
   * its item contains a semicolon.
   */
  add(row: TableRow): void {
    const { file, key, item, where = [], values } = this.folded;
    if (!row.isWhole) throw badRow(file, row, "has another number of cells than the header");
    if (!matches(row, where)) return;
    const [of, text] = [row.cell(key).trim(), row.cell(item).trim()];
    // A pair of a course without a section, for instance.
    if (of === "" || text === "") return;
    if (text.includes(";")) throw badRow(file, row, `has a semicolon in ${item}, which separates the items of a list`);
    const list = this.lists.get(of) ?? this.started(of);
    list.push(this.ids.keep(values?.get(text.toLowerCase()) ?? text));
    this.ids.count(pairBytes);
  }

  private started(key: string): string[] {
    const list: string[] = [];
    this.lists.set(this.ids.keep(key), list);
    this.ids.count(listBytes);
    return list;
  }

  /** Whether the file had no pair that meets the conditions. Such a file gives no lists. */
  get isEmpty(): boolean {
    return this.lists.size === 0;
  }

  /**
   * Returns the items of a key, each once, sorted by code units. The same pairs in another order give the same cell.
   */
  of(key: string): readonly string[] {
    return [...new Set(this.lists.get(key))].sort();
  }
}

/** Reads a file once for all the lists that are made from it. */
export async function foldTable(table: Table, folded: readonly Folded[], ids: KeptIds): Promise<FoldedLists[]> {
  for (const { key, item, where = [] } of folded) requireColumns(table, [key, item, ...neededBy(where)]);
  const lists = folded.map((one) => new FoldedLists(one, ids));
  for await (const row of table.rows) for (const list of lists) list.add(row);
  return lists;
}

/** Whether all conditions hold for a row. */
export function matches(row: TableRow, where: readonly Where[]): boolean {
  return where.every(({ column, is }) => is.includes(row.cell(column).trim().toLowerCase()));
}

/** Returns the columns that conditions need. A condition that an empty cell meets needs none. */
export function neededBy(where: readonly Where[]): string[] {
  return where.filter(({ is }) => !is.includes("")).map(({ column }) => column);
}

function badRow(file: string, { record }: TableRow, what: string): DomainError {
  return new DomainError("INVALID_ROWS", `Record ${record} of ${file} ${what}.`, "Correct the export.");
}

function tooManyIds(): DomainError {
  const hint = "Split the export, for instance by school or by term.";
  return new DomainError("TOO_MANY_ROWS", "The lists of the file have more ids than fit into memory.", hint);
}
