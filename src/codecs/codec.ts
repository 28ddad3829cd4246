import type { AlteredValues } from "../domain/altered-values.js";
import type { AssetBytes } from "../domain/asset-bytes.js";
import type { Entity } from "../domain/entity.js";
import type { FileLayout } from "../domain/file-layout.js";
import type { Chunk, FilePlan } from "../domain/file-plan.js";
import type { Fingerprint } from "../domain/fingerprint.js";
import type { MappingDefinition } from "../domain/mapping/mapping.js";

export interface PlanLimits {
  readonly maxRows: number;
  readonly maxColumns: number;
  readonly maxRecordBytes: number;
}

/** What a codec needs to know to read the rows of one chunk. */
export interface ChunkContext {
  readonly jobId: string;
  readonly entity: Entity;
  readonly layout: FileLayout;
  readonly chunk: Chunk;
  readonly fingerprint: Fingerprint;
  /**
   * Everything except the layout that the meaning of a record's bytes depends on. The same bytes with another meaning
   * are another row.
   */
  readonly meaning: readonly unknown[];
  /** One `fate` for each record of the chunk; null: all records are staged. */
  readonly fates: Uint8Array | null;
  /** The target of tuples; null: no tuples are made, and every row is staged. */
  readonly tuples: TupleTarget | null;
}

/**
 * The table that gets the plain rows with the fate `tuple`: the entity's table, with the same constants in every row;
 * or the staging table of an import that writes nothing, with only the fields that its decisions need.
 */
export type TupleTarget =
  | { readonly into: "entity"; readonly constants: readonly ConstantColumn[] }
  | { readonly into: "staging"; readonly fields: ReadonlySet<string> };

/**
 * How a record is handled. `tuple`: a plain row is written to the tuples' target, any other row is staged. `skip`: the
 * record is not read. `stage`: its row is staged.
 */
export const fate = { tuple: 0, skip: 1, stage: 2 } as const;

/**
 * Some rows of a chunk as bytes for COPY, never as objects. The buffers are reused: they are valid until the second
 * next batch is pulled.
 */
export interface RowBatch {
  /** Rows for the staging table, in COPY's CSV format, and reports of rows with issues. */
  readonly rows: Buffer;
  readonly reports: Buffer;
  /** Rows that mark their key for deletion: line, place and key, in COPY's CSV format. */
  readonly deletions: Buffer;
  /** Plain rows for the staging table, in COPY's binary format. */
  readonly plainRows: Buffer;
  /** Plain rows for the tuples' target, in COPY's binary format. */
  readonly tuples: Buffer;
  readonly tupleCount: number;
  /** The keys of the tuples, as tuples of one column. */
  readonly keys: Buffer;
  /** The number of rows read, whether staged or written as tuples. */
  readonly rowCount: number;
  readonly altered: AlteredValues;
}

/** A column that has the same value in all rows, in Postgres's binary form. */
export interface ConstantColumn {
  readonly name: string;
  readonly value: Buffer;
}

/** Some records of a file for its index. */
export interface IndexBatch {
  /**
   * The number (from 0), the key and the source hash of each record, as tuples of COPY's binary format. The buffer is
   * reused as in `RowBatch`.
   */
  readonly tuples: Buffer;
  readonly rowCount: number;
}

/** The least and the greatest key of some records, in the order of their bytes. */
export interface KeyRange {
  readonly least: string;
  readonly greatest: string;
}

/** Reads the records of a file for its index, chunk after chunk in the order of the file. */
export interface IndexReader {
  /** The columns of a tuple, in order. */
  readonly columns: readonly string[];
  read(context: ChunkContext, bytes: AssetBytes): AsyncIterable<IndexBatch>;
  /**
   * Returns the numbers of the records read so far whose key is not greater than all earlier keys. Each repetition of a
   * key is among them. Null: too many to keep.
   */
  outOfOrder(): readonly number[] | null;
  /**
   * Reads only the keys, and yields their range after each window of records. Yields null as soon as a key is uncertain
   * or does not ascend.
   */
  ascend(chunks: readonly Chunk[], bytes: AssetBytes): AsyncIterable<KeyRange | null>;
}

/** The columns of the COPY statements of one chunk, in order. */
export interface StagedColumns {
  readonly rows: readonly string[];
  /** The columns of `plainRows`; null if the codec makes none. */
  readonly plainRows: readonly string[] | null;
  readonly reports: readonly string[];
  /** The delimiter of `rows`; the delimiter of `reports` is a comma. */
  readonly delimiter: string;
}

/** The position of a record in its file. `line` is the physical line in a CSV, the 1-based index in a list. */
export interface PlacedRecord {
  readonly line: number;
  readonly start: number;
  readonly length: number;
}

/** A rejected record: its cells under the file's columns, and the cells after them, which only a ragged row has. */
export interface RejectedCells {
  readonly cells: readonly string[];
  readonly beyond: readonly string[];
}

/** A record for users and for steps that need its values: parsed as a valid row is, or unparsed as in the file. */
export interface FileRecord extends PlacedRecord {
  /** Every column of the file, secrets masked, empty cells null. */
  parsed(): Readonly<Record<string, unknown>>;
  /** The unparsed values, secrets masked, under the fields' names or, for unknown columns, the file's names. */
  raw(): Readonly<Record<string, unknown>>;
  /** The record as text under the columns of `rejects`, for a file to correct and send again. */
  rejected(): RejectedCells;
  /** Returns one field's value as Postgres text, secrets included; null if the value is absent or refused. */
  text(field: string): string | null;
}

/** The layout of the CSV in which rejected rows are returned to their sender. */
export interface RejectsLayout {
  /** The file's own columns by their names, except for secrets, which are never sent back. */
  readonly columns: readonly string[];
  /** The entity's field of each column; null for an unknown column. */
  readonly fields: readonly (string | null)[];
  readonly delimiter: string;
}

export interface RecordsContext {
  readonly entity: Entity;
  readonly layout: FileLayout;
}

/**
 * The interface between a file format and the pipeline. A codec depends on neither the asset store nor the database: it
 * takes bytes, and returns a plan, COPY bytes or records. Faults of the file are `DomainError`s with a line.
 */
export interface Codec {
  plan(entity: Entity, bytes: AssetBytes, limits: PlanLimits, mapping?: MappingDefinition | null): Promise<FilePlan>;
  columns(context: RecordsContext): StagedColumns;
  /** Returns the columns of the tuples that `stage` makes; null if it makes none and stages each row that it reads. */
  tupleColumns(context: RecordsContext, target: TupleTarget): readonly string[] | null;
  stage(context: ChunkContext, bytes: AssetBytes): AsyncIterable<RowBatch>;
  rejects(context: RecordsContext): RejectsLayout;
  /** Returns null if keys cannot be read from bytes. The file then has no index. */
  index(context: RecordsContext): IndexReader | null;
  records(context: RecordsContext, bytes: AssetBytes, range: Omit<Chunk, "no" | "rows">): AsyncIterable<FileRecord>;
}
