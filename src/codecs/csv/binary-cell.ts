import type { ColumnType } from "../../domain/field.js";
import type { ByteSink } from "../byte-sink.js";
import type { PlainRow } from "./plain-row.js";

/** The length that marks a cell without a value. */
export const NULL = -1;
const textOid = 25;
const SEMICOLON = 0x3b;
/** The milliseconds from 1970 to 2000, the epoch of Postgres's timestamps. */
const epochMs = 946_684_800_000;

/** Writes a good, non-empty cell in Postgres's binary format, with its length. */
export function writeCell(
  { at, columnType }: { readonly at: number; readonly columnType: ColumnType },
  plain: PlainRow,
  bytes: Buffer,
  sink: ByteSink,
): void {
  const start = plain.startOf(at);
  const end = plain.endOf(at);
  if (columnType === "text") {
    const lengthAt = sink.hole();
    if (plain.hasQuotes(at)) sink.copyUnquoted(bytes, start, end);
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
  } else if (columnType === "text[]") writeList(bytes, start, end, sink);
  else throw new Error(`no binary form of a cell of type ${columnType}`);
}

/** Writes a text that is not from the file, with its length. */
export function writeText(text: string, sink: ByteSink): void {
  const lengthAt = sink.hole();
  sink.text(text);
  sink.fill(lengthAt);
}

/** Whether a boolean is true, by the first letter of its spelling. */
export function isYes(letter: number): boolean {
  const lower = letter | 0x20;
  return lower === 0x74 || lower === 0x79 || letter === 0x31;
}

function digitsOf(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] ?? 0) - 0x30;
  return value;
}

/** Writes an eight-byte integer of microseconds, which a JavaScript number cannot hold exactly. */
function writeMicroseconds(milliseconds: number, sink: ByteSink): void {
  const upper = Math.floor(milliseconds / 0x1_0000);
  const lower = (milliseconds - upper * 0x1_0000) * 1_000;
  const middle = upper * 1_000 + Math.floor(lower / 0x1_0000);
  const high = Math.floor(middle / 0x1_0000);
  sink.int32(high);
  sink.int32((middle - high * 0x1_0000) * 0x1_0000 + (lower % 0x1_0000));
}

/** Writes the entries between the semicolons as an array. The check has made sure that no entry is empty. */
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
