import type { Entity } from "../../domain/entity.js";
import type { ColumnType, Field } from "../../domain/field.js";
import { generatedSlug } from "../../domain/fields/slug.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { boundColumns } from "../../domain/row-check.js";
import type { ByteSink } from "../byte-sink.js";
import type { ConstantColumn } from "../codec.js";
import { isYes, NULL, writeCell, writeText } from "./binary-cell.js";
import type { PlainRow } from "./plain-row.js";
import { TupleSinks } from "./tuple-sinks.js";
import type { RecordPlace, TupleWriter } from "./tuple-writer.js";

interface WrittenColumn {
  readonly at: number;
  readonly columnType: ColumnType;
  /** The value for an empty cell, encoded with its length; null: no value. */
  readonly fallback: Buffer | null;
  readonly isSlug: boolean;
}

/** Writes plain rows as the entity's table stores them, so that they are not staged. */
export class EntityRowWriter implements TupleWriter {
  readonly columns: readonly string[];
  private readonly cells: readonly WrittenColumn[];
  /** The values at the end of every tuple. */
  private readonly constants: Buffer;
  private readonly slugAbsent: boolean;
  private readonly titleAt: number;
  private readonly sinks = new TupleSinks();

  constructor(entity: Entity, layout: CsvLayout, constants: readonly ConstantColumn[]) {
    const { header } = layout;
    const bound = boundColumns(entity, layout);
    const { slug } = entity;
    this.cells = bound.map(({ name, at, field }) => {
      const fallback = field.defaultText === null ? null : withLength(encoded(field, field.defaultText));
      return { at, columnType: field.columnType, fallback, isSlug: name === slug?.field };
    });
    const present = new Set(bound.map(({ name }) => name));
    const absent = Object.entries(entity.fields).flatMap(([name, field]) =>
      present.has(name) || field.defaultText === null ? [] : [{ name, value: encoded(field, field.defaultText) }],
    );
    const always = [...absent, ...constants];
    this.constants = Buffer.concat(always.map(({ value }) => withLength(value)));
    this.slugAbsent = slug !== null && !present.has(slug.field);
    this.titleAt = slug ? header.indexOf(slug.from) : -1;
    this.columns = [
      ...bound.map(({ name }) => name),
      ...(slug && this.slugAbsent ? [slug.field] : []),
      "sourceHash",
      ...always.map(({ name }) => name),
    ];
  }

  write(plain: PlainRow, bytes: Buffer, { length }: RecordPlace, hashes: Int32Array, hashAt: number): void {
    const sink = this.sinks.current;
    // Room for a length before every cell and every entry of a list, a list's own header, and a generated slug.
    sink.reserve(5 * length + 32 * (this.columns.length + 1) + this.constants.length + 256);
    sink.int16(this.columns.length);
    for (const cell of this.cells) {
      if (!plain.isEmpty(cell.at)) writeCell(cell, plain, bytes, sink);
      else if (cell.isSlug) this.writeSlug(plain, bytes, sink);
      else if (cell.fallback) sink.copy(cell.fallback, 0, cell.fallback.length);
      else sink.int32(NULL);
    }
    if (this.slugAbsent) this.writeSlug(plain, bytes, sink);
    sink.uuid(hashes, hashAt);
    sink.copy(this.constants, 0, this.constants.length);
  }

  take(): Buffer {
    return this.sinks.take();
  }

  private writeSlug(plain: PlainRow, bytes: Buffer, sink: ByteSink): void {
    writeText(generatedSlug(plain.text(bytes, this.titleAt), plain.text(bytes, plain.keyAt)), sink);
  }
}

function withLength(value: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(value.length);
  return Buffer.concat([length, value]);
}

/** Returns a default in Postgres's binary format. */
function encoded({ columnType }: Field, text: string): Buffer {
  if (columnType === "text") return Buffer.from(text);
  if (columnType === "boolean") return Buffer.from([isYes(text.charCodeAt(0)) ? 1 : 0]);
  if (columnType === "integer") {
    const value = Buffer.alloc(4);
    value.writeInt32BE(Number(text));
    return value;
  }
  throw new Error(`no binary form of a default of type ${columnType}`);
}
