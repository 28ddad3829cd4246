import type { Entity } from "../../domain/entity.js";
import type { ColumnType, Field } from "../../domain/field.js";
import { generatedSlug } from "../../domain/fields/slug.js";
import type { CsvLayout } from "../../domain/file-layout.js";
import { boundColumns } from "../../domain/row-check.js";
import { ByteSink } from "../byte-sink.js";
import type { ConstantColumn } from "../codec.js";
import type { PlainRow } from "./plain-row.js";

const textOid = 25;
const NULL = -1;
const SEMICOLON = 0x3b;
/** From 1970 to 2000, where Postgres begins to count. */
const epochMs = 946_684_800_000;

interface WrittenColumn {
  readonly at: number;
  readonly columnType: ColumnType;
  /** What stands for an empty cell, encoded with its length; null: no value. */
  readonly fallback: Buffer | null;
  readonly isSlug: boolean;
}

/**
 * Writes plain rows as they will stand in the entity's table, as tuples of COPY's binary format: Postgres then has
 * nothing to parse, and nothing is staged.
 */
export class EntityRowWriter {
  /** The columns of a tuple, in order. */
  readonly columns: readonly string[];
  private readonly cells: readonly WrittenColumn[];
  /** What every tuple ends with. */
  private readonly constants: Buffer;
  private readonly slugAbsent: boolean;
  private readonly titleAt: number;
  // Two, since one goes over to Postgres while the other is filled.
  private sinks = [new ByteSink(), new ByteSink()] as const;

  constructor(entity: Entity, { header }: CsvLayout, constants: readonly ConstantColumn[]) {
    const bound = boundColumns(entity, header);
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

  /** A row that was found good. */
  write(plain: PlainRow, bytes: Buffer, length: number, hashes: Int32Array, hashAt: number): void {
    const [sink] = this.sinks;
    // A length before every cell and every entry of a list; a list's own header; a made slug.
    sink.reserve(5 * length + 32 * (this.columns.length + 1) + this.constants.length + 256);
    sink.int16(this.columns.length);
    for (const cell of this.cells) this.writeCell(cell, plain, bytes, sink);
    if (this.slugAbsent) this.writeSlug(plain, bytes, sink);
    sink.uuid(hashes, hashAt);
    sink.copy(this.constants, 0, this.constants.length);
  }

  /** The tuples written since; good until so many are taken once more. */
  take(): Buffer {
    const [filled, other] = this.sinks;
    this.sinks = [other, filled];
    return filled.take();
  }

  private writeCell(cell: WrittenColumn, plain: PlainRow, bytes: Buffer, sink: ByteSink): void {
    const { at, columnType, fallback, isSlug } = cell;
    const start = plain.startOf(at);
    const end = plain.endOf(at);
    if (start === end) {
      if (isSlug) this.writeSlug(plain, bytes, sink);
      else if (fallback) sink.copy(fallback, 0, fallback.length);
      else sink.int32(NULL);
    } else if (columnType === "text") {
      const lengthAt = sink.hole();
      if (plain.isQuoted(at)) sink.copyUnquoted(bytes, start, end);
      else sink.copy(bytes, start, end);
      sink.fill(lengthAt);
    } else if (columnType === "timestamp with time zone") {
      sink.int32(8);
      writeMicroseconds(plain.momentOf(at) - epochMs, sink);
    } else if (columnType === "integer") {
      sink.int32(4);
      sink.int32(digitsOf(bytes, start, end));
    } else if (columnType === "boolean") {
      sink.int32(1);
      sink.byte(isYes(bytes[start] ?? 0) ? 1 : 0);
    } else writeList(bytes, start, end, sink);
  }

  private writeSlug(plain: PlainRow, bytes: Buffer, sink: ByteSink): void {
    const lengthAt = sink.hole();
    sink.text(generatedSlug(plain.text(bytes, this.titleAt), plain.text(bytes, plain.keyAt)));
    sink.fill(lengthAt);
  }
}

function withLength(value: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(value.length);
  return Buffer.concat([length, value]);
}

const writable: ReadonlySet<ColumnType> = new Set<ColumnType>([
  ...(["text", "text[]", "integer", "boolean", "timestamp with time zone"] as const),
]);
const writableDefaults: ReadonlySet<ColumnType> = new Set<ColumnType>(["text", "integer", "boolean"]);

/** Whether the writer knows the binary form of every column and default of the entity. */
export function isWritable({ fields }: Entity): boolean {
  return Object.values(fields).every(
    ({ columnType, defaultText }) =>
      writable.has(columnType) && (defaultText === null || writableDefaults.has(columnType)),
  );
}

/** A default in Postgres's binary form. */
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

/** Of the spellings of a yes and a no the first letter tells which. */
function isYes(letter: number): boolean {
  const lower = letter | 0x20;
  return lower === 0x74 || lower === 0x79 || letter === 0x31;
}

function digitsOf(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] ?? 0) - 0x30;
  return value;
}

/** As an eight-byte integer, whose microseconds are more than a number holds exactly. */
function writeMicroseconds(milliseconds: number, sink: ByteSink): void {
  const upper = Math.floor(milliseconds / 0x1_0000);
  const lower = (milliseconds - upper * 0x1_0000) * 1_000;
  const middle = upper * 1_000 + Math.floor(lower / 0x1_0000);
  const high = Math.floor(middle / 0x1_0000);
  sink.int32(high);
  sink.int32((middle - high * 0x1_0000) * 0x1_0000 + (lower % 0x1_0000));
}

/** An array of the entries between the semicolons, of which the check has made sure that none is empty. */
function writeList(bytes: Buffer, start: number, end: number, sink: ByteSink): void {
  const lengthAt = sink.hole();
  let count = 1;
  for (let at = start; at < end; at++) if (bytes[at] === SEMICOLON) count++;
  sink.int32(1);
  sink.int32(0);
  sink.int32(textOid);
  sink.int32(count);
  sink.int32(1);
  for (let from = start; from < end; ) {
    let to = from;
    while (to < end && bytes[to] !== SEMICOLON) to++;
    sink.int32(to - from);
    sink.copy(bytes, from, to);
    from = to + 1;
  }
  sink.fill(lengthAt);
}
