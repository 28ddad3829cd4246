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
   * All that, beside the layout, a record's meaning depends on: the same bytes under another meaning are another row.
   */
  readonly meaning: readonly unknown[];
  /** What becomes of each record of the chunk, one of `fate` for each; null: all are staged. */
  readonly fates: Uint8Array | null;
  /** What tuples are made for; null: none are made, and every row is staged. */
  readonly tuples: TupleTarget | null;
}

/**
 * Where plain rows with the fate `tuple` go: into the entity's table, with the same constants in every row; or
 * into the staging table of an import that writes nothing, with no more fields than its decisions need.
 */
export type TupleTarget =
  | { readonly into: "entity"; readonly constants: readonly ConstantColumn[] }
  | { readonly into: "staging"; readonly fields: ReadonlySet<string> };

/** What becomes of a record: its row goes to the target of tuples if it is plain, is not read at all, or is staged. */
export const fate = { tuple: 0, skip: 1, stage: 2 } as const;

/**
 * Some rows of a chunk, ready for Postgres: bytes for COPY, never objects. Buffers are reused: all are valid until the
 * next but one batch is pulled.
 */
export interface RowBatch {
  /** Rows for the staging table, in COPY's CSV format, and reports of those with issues. */
  readonly rows: Buffer;
  readonly reports: Buffer;
  /** Rows that say that their key goes: line, place and key, in COPY's CSV format. */
  readonly deletions: Buffer;
  /** Plain rows for the staging table, in COPY's binary format. */
  readonly plainRows: Buffer;
  /** Plain rows for the tuples' target, in COPY's binary format. */
  readonly tuples: Buffer;
  readonly tupleCount: number;
  /** The keys of the tuples, as tuples of one column. */
  readonly keys: Buffer;
  /** Rows that were read, staged or as tuples. */
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
   * Number from 0, key and source hash of each record, as tuples of COPY's binary format; reused like those of rows.
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
   * The numbers of the records that were read whose key is not greater than all before it: a repeated key is among them
   * where it stands again. Null: they are too many to keep.
   */
  outOfOrder(): readonly number[] | null;
  /**
   * Reads the keys alone, and gives their range after each window of records. Null as soon as a key is uncertain or
   * does not ascend.
   */
  ascend(chunks: readonly Chunk[], bytes: AssetBytes): AsyncIterable<KeyRange | null>;
}

/** The columns of the COPYs of one chunk, in order. */
export interface StagedColumns {
  readonly rows: readonly string[];
  /** Of `plainRows`; null where a codec makes none. */
  readonly plainRows: readonly string[] | null;
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

/** A record for people and for steps that need its values: parsed as a valid row is, or as it is in the file. */
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

/** The CSV in which rejected rows go back to their sender. */
export interface RejectsLayout {
  /** The file's own columns by their names, except for secrets, which are never sent back. */
  readonly columns: readonly string[];
  /** The field that each of the columns is; null where it is unknown. */
  readonly fields: readonly (string | null)[];
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
  plan(entity: Entity, bytes: AssetBytes, limits: PlanLimits, mapping?: MappingDefinition | null): Promise<FilePlan>;
  columns(context: RecordsContext): StagedColumns;
  /** The columns of the tuples that `stage` makes; null where it makes none, and each row that is read is staged. */
  tupleColumns(context: RecordsContext, target: TupleTarget): readonly string[] | null;
  stage(context: ChunkContext, bytes: AssetBytes): AsyncIterable<RowBatch>;
  rejects(context: RecordsContext): RejectsLayout;
  /** Null where keys cannot be read from bytes, so that the file has no index. */
  index(context: RecordsContext): IndexReader | null;
  records(context: RecordsContext, bytes: AssetBytes, range: Omit<Chunk, "no" | "rows">): AsyncIterable<FileRecord>;
}
