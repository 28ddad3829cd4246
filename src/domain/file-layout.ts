import type { CellMapping } from "./mapping/mapping.js";

/**
 * How a file is written and what its columns mean. Detected once, stored with the job, and used by every later read.
 */
export type FileLayout = CsvLayout | ListLayout;

export interface CsvLayout {
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
  readonly delimiter: "," | ";" | "\t";
  /**
   * Whether a record's line is its number, as in a sheet. Otherwise it is the physical line on which the record begins.
   */
  readonly countsRecords?: boolean;
  /** The header's cells as they are in the file. */
  readonly names: readonly string[];
  /** The header as field names; null if the column is unknown. */
  readonly header: readonly (string | null)[];
  /** The index of the column that marks rows for deletion; absent if there is none. */
  readonly deleteAt?: number;
  /** The mapping that is applied to cells; absent if the importer has none. */
  readonly mapping?: CellMapping;
}

/**
 * A list of objects in JSON or XML. Every field counts as one of its columns, because a property that an object omits
 * is cleared.
 */
export interface ListLayout {
  readonly encoding: "utf-8";
  readonly delimiter: null;
  readonly names: readonly string[];
  readonly header: readonly string[];
  /** -1 if an element marks its row for deletion; otherwise absent. */
  readonly deleteAt?: number;
  readonly mapping?: CellMapping;
}
