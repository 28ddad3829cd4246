import type { AssetBytes } from "../domain/asset-bytes.js";
import type { Entity } from "../domain/entity.js";
import type { FileLayout } from "../domain/file-layout.js";
import type { Fingerprint } from "../domain/fingerprint.js";
import type { FileWarnings } from "../domain/job.js";

/** A byte range that begins and ends between records, with the line of its first record. */
export interface Chunk {
  readonly no: number;
  readonly start: number;
  readonly end: number;
  readonly firstLine: number;
  readonly rows: number;
}

export interface FilePlan {
  readonly layout: FileLayout;
  readonly chunks: readonly Chunk[];
  readonly rows: number;
  readonly warnings: FileWarnings;
}

export interface PlanLimits {
  readonly maxRows: number;
  readonly maxColumns: number;
  readonly maxRecordBytes: number;
}

/** Where a staged row belongs; put before each record of the staging COPY. */
export interface ChunkContext {
  readonly jobId: string;
  readonly entity: Entity;
  readonly layout: FileLayout;
  readonly chunk: Chunk;
  readonly fingerprint: Fingerprint;
  /** All that, beside the layout, a record's meaning depends on: the same bytes under another meaning are another row. */
  readonly meaning: readonly unknown[];
  /** The lines of the rows to stage; null: of all. */
  readonly only: ReadonlySet<number> | null;
  /** Asks which rows are not stored from the same bytes, by their places; null where none can be. */
  readonly unrecognised: ((seen: SeenRows) => Promise<readonly number[]>) | null;
}

/** Keys and source hashes of rows, as arrays in Postgres's binary form, text[] and uuid[]. */
export interface SeenRows {
  readonly keys: Buffer;
  readonly hashes: Buffer;
}

/** Some rows of a chunk, ready for Postgres: bytes for COPY in CSV format, never objects. Good until the next are asked for. */
export interface StagedBatch {
  readonly rows: Buffer;
  readonly reports: Buffer;
  readonly rowCount: number;
  readonly invalidCount: number;
  readonly recognisedCount: number;
  readonly issuesByCode: Readonly<Record<string, number>>;
}

/**
 * Some rows of a chunk for a table that has none of their keys: plain ones as they will stand there, the others among
 * `rows`, to be staged.
 */
export interface DirectBatch extends StagedBatch {
  /** Tuples of COPY's binary format. Good until the batch after the next is asked for. */
  readonly tuples: Buffer;
  readonly tupleCount: number;
  /** The keys of the tuples, as tuples of one column. */
  readonly keys: Buffer;
}

/** A column that has the same value in all rows, in Postgres's binary form. */
export interface ConstantColumn {
  readonly name: string;
  readonly value: Buffer;
}

/** How rows are written that need not be staged. */
export interface DirectRows {
  /** The columns of a tuple, in order. */
  readonly columns: readonly string[];
  stage(context: ChunkContext, bytes: AssetBytes): AsyncIterable<DirectBatch>;
}

/** Some rows of a chunk as far as it takes to tell whether they are stored from the same bytes. */
export interface ComparableBatch {
  /** Line, key and source hash, as tuples of COPY's binary format. Good until the batch after the next is asked for. */
  readonly tuples: Buffer;
  readonly rowCount: number;
  /** The lines of rows whose key cannot be told from their bytes; no tuples. */
  readonly withoutKey: readonly number[];
  /** Whether each key comes after the one before, also after that of the batch before: then none stands twice. */
  readonly isAscending: boolean;
}

/** How rows are compared with the store before they are read. */
export interface ComparableRows {
  /** The columns of a tuple, in order. */
  readonly columns: readonly string[];
  read(context: ChunkContext, bytes: AssetBytes): AsyncIterable<ComparableBatch>;
}

/** The columns of the two COPYs of one chunk, in order. */
export interface StagedColumns {
  readonly rows: readonly string[];
  readonly reports: readonly string[];
  /** Between the cells of rows; reports have commas. */
  readonly delimiter: string;
}

/** Where a record lies in its file; `line` is the physical line of a CSV, the 1-based index in a list. */
export interface PlacedRecord {
  readonly line: number;
  readonly start: number;
  readonly length: number;
}

/** A rejected record: its cells under the file's columns, and what stands beyond them in a ragged row. */
export interface RejectedCells {
  readonly cells: readonly string[];
  readonly beyond: readonly string[];
}

/** A record for people and for steps that need its values: parsed as a valid row is, or as it stands in the file. */
export interface FileRecord extends PlacedRecord {
  /** Every column of the file, secrets masked, empty cells null. */
  parsed(): Readonly<Record<string, unknown>>;
  /** Under the file's own names, secrets masked. */
  raw(): Readonly<Record<string, unknown>>;
  /** As text under the columns of `rejects`, for a file to correct and send again. */
  rejected(): RejectedCells;
  /** One field's value as Postgres text, also a secret's; null where there is none or it is refused. */
  text(field: string): string | null;
}

/** The CSV in which rejected rows go back to whoever sent them. */
export interface RejectsLayout {
  /** The file's own columns by their names, but for secrets that nobody gets back. */
  readonly columns: readonly string[];
  readonly delimiter: string;
}

export interface RecordsContext {
  readonly entity: Entity;
  readonly layout: FileLayout;
}

/**
 * The seam between a file format and the pipeline. A codec knows neither the asset store nor the database: it takes
 * bytes, and gives a plan, COPY bytes, or records. Faults of the file are `DomainError`s with a line.
 */
export interface Codec {
  plan(entity: Entity, bytes: AssetBytes, limits: PlanLimits): Promise<FilePlan>;
  columns(context: RecordsContext): StagedColumns;
  stage(context: ChunkContext, bytes: AssetBytes): AsyncIterable<StagedBatch>;
  rejects(context: RecordsContext): RejectsLayout;
  /** Null where every row of the file has to be staged. */
  direct(context: RecordsContext, constants: readonly ConstantColumn[]): DirectRows | null;
  /** Null where rows are not known by their bytes. */
  comparable(context: RecordsContext): ComparableRows | null;
  records(context: RecordsContext, bytes: AssetBytes, range: Omit<Chunk, "no" | "rows">): AsyncIterable<FileRecord>;
}
