import type { Entity } from "../../domain/entity.js";
import { generatedSlug } from "../../domain/fields/slug.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { type BoundColumn, boundColumns } from "../../domain/row-check.js";
import type { ByteSink } from "../byte-sink.js";
import { NULL, writeCell, writeText } from "./binary-cell.js";
import type { PlainRow } from "./plain-row.js";
import { TupleSinks } from "./tuple-sinks.js";
import type { RecordPlace, TupleWriter } from "./tuple-writer.js";

/** Writes plain rows as the staging table stores them: marked as valid, with null for an empty cell. */
export class StagedRowWriter implements TupleWriter {
  readonly columns: readonly string[];
  private readonly cells: readonly { readonly at: number; readonly columnType: BoundColumn["field"]["columnType"] }[];
  private readonly slugAt: number;
  private readonly titleAt: number;
  private readonly sinks = new TupleSinks();

  /** @param fields the fields that are staged; null: all fields of the file */
  constructor(entity: Entity, layout: CsvLayout, fields: ReadonlySet<string> | null) {
    const { header } = layout;
    const bound = boundColumns(entity, layout).filter(({ name }) => fields === null || fields.has(name));
    this.cells = bound.map(({ at, field: { columnType } }) => ({ at, columnType }));
    this.slugAt = entity.slug ? header.indexOf(entity.slug.field) : -1;
    this.titleAt = entity.slug ? header.indexOf(entity.slug.from) : -1;
    this.columns = [
      ...["line", "byteStart", "byteLength", "valid", "generatedSlug", "sourceHash"],
      ...bound.map(({ name }) => name),
    ];
  }

  write(plain: PlainRow, bytes: Buffer, place: RecordPlace, hashes: Int32Array, hashAt: number): void {
    const sink = this.sinks.current;
    const { line, start, length } = place;
    // Room for a length before every cell and every entry of a list, a list's own header, and a generated slug.
    sink.reserve(5 * length + 32 * this.columns.length + 256);
    sink.int16(this.columns.length);
    sink.int32(4);
    sink.int32(line);
    sink.int32(8);
    sink.int32(Math.floor(start / 0x1_0000_0000));
    sink.int32(start % 0x1_0000_0000);
    sink.int32(4);
    sink.int32(length);
    sink.int32(1);
    sink.byte(1);
    this.writeGeneratedSlug(plain, bytes, sink);
    sink.uuid(hashes, hashAt);
    for (const cell of this.cells) {
      if (plain.isEmpty(cell.at)) sink.int32(NULL);
      else writeCell(cell, plain, bytes, sink);
    }
  }

  take(): Buffer {
    return this.sinks.take();
  }

  /** Writes a slug if the row has none and the file has the column from which slugs are made; otherwise null. */
  private writeGeneratedSlug(plain: PlainRow, bytes: Buffer, sink: ByteSink): void {
    const { slugAt, titleAt } = this;
    if (titleAt === -1 || (slugAt !== -1 && !plain.isEmpty(slugAt))) sink.int32(NULL);
    else writeText(generatedSlug(plain.text(bytes, titleAt), plain.text(bytes, plain.keyAt)), sink);
  }
}
