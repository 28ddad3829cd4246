import { DomainError } from "../domain/errors.js";
import type { Folded, Where } from "../domain/packages/preset.js";
import { requireColumns, type Table, type TableRow } from "./table-rows.js";

/** What the ids of a derived file may take in memory: some five million pairs of a million people. */
const mostBytes = 256 << 20;
/** A reference in an array, an array, and an entry of a map, in V8. */
const pairBytes = 8;
const listBytes = 150;
const entryBytes = 100;

/** Ids that are kept in memory for one file, each text once, however often it stands there. */
export class KeptIds {
  private readonly texts = new Map<string, string>();
  private bytes = 0;

  /** `TOO_MANY_ROWS` where the ids do not fit into memory. */
  keep(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    // A copy: a cell is a slice of its block, which it would keep in memory.
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

/** The items of each key of a file that has a row for each pair. */
export class FoldedLists {
  private readonly lists = new Map<string, string[]>();

  constructor(
    private readonly folded: Folded,
    private readonly ids: KeptIds,
  ) {}

  /**
   * Adds a row of the file, if it counts. `INVALID_ROWS` where its cells are out of place, or its item cannot stand
   * in a list.
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

  /** Whether the file had no pair that counts: then it says nothing about lists. */
  get isEmpty(): boolean {
    return this.lists.size === 0;
  }

  /**
   * The items of a key, each once, in their order by code units: the same pairs give the same cell, also in
   * another order.
   */
  of(key: string): readonly string[] {
    return [...new Set(this.lists.get(key))].sort();
  }
}

/** Reads a file once for all the lists that are made of it. */
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

/** The columns that conditions need. */
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
