import { DomainError } from "../domain/errors.js";
import type { Folded, Where } from "../domain/packages/preset.js";
import type { Table, TableRow } from "./table-rows.js";

/** What the lists of a file may take in memory: some five million pairs of a million people. */
const mostBytes = 256 << 20;
/** A reference in an array, and an entry of a map, in V8. */
const pairBytes = 8;
const entryBytes = 100;

/** The items of each key of a file that has a row for each pair. Each text is kept once, however often it stands there. */
export class FoldedLists {
  private readonly lists = new Map<string, string[]>();
  private readonly texts = new Map<string, string>();
  private bytes = 0;

  /** `TOO_MANY_ROWS` where the lists do not fit into memory. */
  static async read({ file, key, item, where = [], values = {} }: Folded, { rows }: Table): Promise<FoldedLists> {
    const folded = new FoldedLists();
    for await (const row of rows) {
      if (!matches(row, where)) continue;
      const text = row.cell(item).trim();
      folded.add(row.cell(key).trim(), values[text.toLowerCase()] ?? text);
      if (folded.bytes > mostBytes) throw tooManyPairs(file);
    }
    return folded;
  }

  private add(key: string, item: string): void {
    if (key === "" || item === "") return;
    const list = this.lists.get(key);
    this.bytes += pairBytes;
    if (list) list.push(this.kept(item));
    else this.lists.set(this.kept(key), [this.kept(item)]);
  }

  private kept(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    // A copy: a cell is a slice of its block, which it would keep in memory.
    const copy = Buffer.from(text).toString();
    this.texts.set(copy, copy);
    this.bytes += entryBytes + 2 * copy.length;
    return copy;
  }

  /** The items of a key, each once, in their order by code units: the same pairs give the same cell in whatever order they stand. */
  of(key: string): readonly string[] {
    return [...new Set(this.lists.get(key))].sort();
  }
}

/** Whether all conditions hold for a row. */
export function matches(row: TableRow, where: readonly Where[]): boolean {
  return where.every(({ column, is }) => is.includes(row.cell(column).trim().toLowerCase()));
}

function tooManyPairs(file: string): DomainError {
  const hint = "Split the export, for instance by school or by term.";
  return new DomainError("TOO_MANY_ROWS", `${file} has more pairs than fit into memory.`, hint);
}
