import type { CellMapping } from "./mapping/mapping.js";

/** How a file is written and what its columns mean; found once, stored with the job, needed by every later read. */
export type FileLayout = CsvLayout | ListLayout;

export interface CsvLayout {
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
  readonly delimiter: "," | ";" | "\t";
  /** Whether a record's line is its number, as in a sheet, and not the physical line on which it begins. */
  readonly countsRecords?: boolean;
  /** The header's cells as they are in the file. */
  readonly names: readonly string[];
  /** The same as field names; null where the column is unknown. */
  readonly header: readonly (string | null)[];
  /** The place of the column that says whether a row's key goes; absent where there is none. */
  readonly deleteAt?: number;
  /** What the importer's mapping does to cells; absent where it does nothing. */
  readonly mapping?: CellMapping;
}

/** A list of objects, JSON or XML: what an object leaves out is cleared, so every field counts as its column. */
export interface ListLayout {
  readonly encoding: "utf-8";
  readonly delimiter: null;
  readonly names: readonly string[];
  readonly header: readonly string[];
  /** Set, to no place (-1), where an element says that its key goes. */
  readonly deleteAt?: number;
  readonly mapping?: CellMapping;
}
