import type { EntityName } from "../entities/index.js";
import type { ImportMode } from "../job.js";

/**
 * Which rows of a file count: their column holds one of the values, in upper or lower case. The file needs the column,
 * unless an empty value counts too.
 */
export interface Where {
  readonly column: string;
  readonly is: readonly string[];
}

/** Where the value of a field comes from. */
export interface FromColumn {
  readonly column: string;
  /** What separates the items of a list in the cell. */
  readonly split?: string;
  /** What the file's values mean, by their lower-case spelling; others stay as they are. */
  readonly values?: ReadonlyMap<string, string>;
  /** Only where the row's list field has the item, or any other one than `other`. */
  readonly when?: { readonly field: string } & ({ readonly has: string } | { readonly other: string });
}

/** A list that another file says row by row: all `item`s of the rows whose `key` is the row's id. */
export interface Folded {
  readonly file: string;
  readonly key: string;
  readonly item: string;
  readonly where?: readonly Where[];
  readonly values?: ReadonlyMap<string, string>;
}

/** A file of ours, derived from files of an archive: CSV with the entity's own columns. */
export interface DerivedFile {
  readonly entity: EntityName;
  /** The file with a row for each of ours. */
  readonly file: string;
  /** Of rows with one value here there is one of ours, the first; left out: each row is one. */
  readonly distinct?: string;
  readonly where?: readonly Where[];
  readonly columns: Readonly<Record<string, FromColumn>>;
  readonly lists?: Readonly<Record<string, Folded>>;
  /** Rows of which this holds say that their key goes. */
  readonly deleted?: Where;
}

/** A format of archives that another system exports. */
export interface Preset {
  readonly label: string;
  /** By the name of the derived file, which its job is known by; files that the archive lacks are left out. */
  readonly files: Readonly<Record<string, DerivedFile>>;
  /** How its files are imported where the archive does not say. */
  readonly mode: ImportMode;
  /**
   * The file that says of each other one whether it is whole (`bulk`), a change (`delta`) or absent, if the format
   * has one.
   */
  readonly manifest?: string;
  /** Files of the format that are not imported, and why. */
  readonly notTaken: Readonly<Record<string, string>>;
}
