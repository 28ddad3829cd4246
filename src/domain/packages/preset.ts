import type { EntityName } from "../entities/index.js";
import type { ImportMode } from "../job.js";

/**
 * A filter of a file's rows: the column has one of the values, in upper or lower case. The file must have the column,
 * unless an empty value is accepted.
 */
export interface Where {
  readonly column: string;
  readonly is: readonly string[];
}

/** The source of a field's value. */
export interface FromColumn {
  readonly column: string;
  /** The delimiter of the items of a list in the cell. */
  readonly split?: string;
  /** The meanings of the file's values, by their lower-case spelling. All other values are unchanged. */
  readonly values?: ReadonlyMap<string, string>;
  /** A condition: the row's list field has the item `has`, or an item other than `other`. */
  readonly when?: { readonly field: string } & ({ readonly has: string } | { readonly other: string });
}

/** A list with one row per item in another file: the `item`s of all rows whose `key` is the row's id. */
export interface Folded {
  readonly file: string;
  readonly key: string;
  readonly item: string;
  readonly where?: readonly Where[];
  readonly values?: ReadonlyMap<string, string>;
}

/** A file that Bulkhead derives from files of an archive: CSV with the entity's own columns. */
export interface DerivedFile {
  readonly entity: EntityName;
  /** The file with one row for each derived row. */
  readonly file: string;
  /** Rows that share a value in this column become one row, the first. Undefined: each row becomes a row. */
  readonly distinct?: string;
  readonly where?: readonly Where[];
  readonly columns: Readonly<Record<string, FromColumn>>;
  readonly lists?: Readonly<Record<string, Folded>>;
  /** Rows that match this filter are marked for deletion. */
  readonly deleted?: Where;
}

/** A format of archives that another system exports. */
export interface Preset {
  readonly label: string;
  /** The derived files by name; jobs are named after them. Files that the archive lacks are skipped. */
  readonly files: Readonly<Record<string, DerivedFile>>;
  /** The mode of the files, if the archive does not define it. */
  readonly mode: ImportMode;
  /**
   * The file that lists for each other file whether it is complete (`bulk`), a change (`delta`) or absent; undefined if
   * the format has none.
   */
  readonly manifest?: string;
  /** Files of the format that are not imported, and why. */
  readonly notTaken: Readonly<Record<string, string>>;
}
