import { setImmediate } from "node:timers/promises";
import { parse } from "csv-parse";
import { DomainError } from "../domain/errors.js";

/** A row of a table. */
export interface TableRow {
  /** Returns the cell of a column, by the column's name; empty if the file lacks the column. */
  cell(column: string): string;
  /** Whether the row has as many cells as the header. */
  readonly isWhole: boolean;
  /** The row's number among the records; the header is 1. */
  readonly record: number;
}

export interface Table {
  /** The file's name. */
  readonly name: string;
  /** The names of the header, in lower case. */
  readonly columns: ReadonlySet<string>;
  readonly rows: AsyncGenerator<TableRow>;
}

/** The number of rows that take some milliseconds of work. */
const rowsOfATurn = 1_000;

/**
 * Opens a file of a package as a table: CSV with commas in UTF-8, as the formats of other systems require. The rows are
 * read once, in constant memory. Throws `EMPTY_FILE`, `DUPLICATE_COLUMN`, `INVALID_ENCODING`, `UNCLOSED_QUOTE` and
 * `RECORD_TOO_LARGE`, each with the file's name.
 */
export async function openTable(
  name: string,
  bytes: AsyncIterable<Buffer>,
  { maxRecordBytes }: { readonly maxRecordBytes: number },
): Promise<Table> {
  const records = recordsOf(name, bytes, maxRecordBytes);
  const header = await records.next();
  if (header.done) throw new DomainError("EMPTY_FILE", `${name} is empty.`, "Send at least its header.");
  const names = header.value.map((column) => column.trim().toLowerCase());
  const places = new Map(names.map((column, at) => [column, at]));
  if (places.size < names.length) {
    throw new DomainError("DUPLICATE_COLUMN", `The header of ${name} names a column twice.`, "Remove one.", 1);
  }
  async function* rows(): AsyncGenerator<TableRow> {
    let record = 1;
    for await (const cells of records) {
      record++;
      const isWhole = cells.length === names.length;
      yield { cell: (column) => cells[places.get(column.toLowerCase()) ?? -1] ?? "", isWhole, record };
    }
  }
  return { name, columns: new Set(names), rows: rows() };
}

/** Throws `MISSING_COLUMN`, with the table's own columns, if the table lacks a needed column. */
export function requireColumns({ name, columns }: Table, needed: readonly string[]): void {
  const missing = needed.find((column) => !columns.has(column.toLowerCase()));
  if (missing === undefined) return;
  const found = [...columns].slice(0, 20).join(", ");
  const hint = `Its header reads as: ${found}. The format has commas between columns.`;
  throw new DomainError("MISSING_COLUMN", `${name} lacks the column ${missing}.`, hint, 1);
}

async function* recordsOf(
  name: string,
  bytes: AsyncIterable<Buffer>,
  maxRecordBytes: number,
): AsyncGenerator<string[]> {
  const parser = parse({
    ...{ bom: true, relax_column_count: true, skip_empty_lines: true, relax_quotes: true },
    ...{ max_record_size: maxRecordBytes, record_delimiter: ["\r\n", "\n", "\r"] },
  });
  let failure: unknown = null;
  parser.on("error", (error) => {
    failure ??= error;
  });
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let count = 0;
  async function* ready(): AsyncGenerator<string[]> {
    for (let cells: string[] | null = parser.read(); cells !== null; cells = parser.read()) {
      yield cells;
      if (++count % rowsOfATurn === 0) await setImmediate();
    }
    if (failure !== null) throw faultOf(name, failure);
  }
  try {
    for await (const block of bytes) {
      parser.write(decoded(name, () => decoder.decode(block, { stream: true })));
      yield* ready();
    }
    parser.end(decoded(name, () => decoder.decode()));
    // The parser processes the remaining input in later turns of the event loop.
    for (let ended = false; !ended; ended = parser.readableEnded || parser.destroyed || failure !== null) {
      await setImmediate();
      yield* ready();
    }
  } finally {
    parser.destroy();
  }
}

function decoded(name: string, decode: () => string): string {
  try {
    return decode();
  } catch {
    throw new DomainError("INVALID_ENCODING", `${name} is not in UTF-8.`, "Export it in UTF-8.");
  }
}

function faultOf(name: string, error: unknown): DomainError {
  const { code, lines } = { code: "", lines: null, ...(error instanceof Error ? error : {}) };
  const line = typeof lines === "number" ? lines : null;
  if (code === "CSV_MAX_RECORD_SIZE") {
    return new DomainError("RECORD_TOO_LARGE", `A record of ${name} is too large.`, "Look for a quote.", line);
  }
  return new DomainError("UNCLOSED_QUOTE", `A quoted cell of ${name} is never closed.`, "Close it.", line);
}
