import { finished, pipeline } from "node:stream/promises";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { ClientBase } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Schema } from "./schema.js";

export interface Copy {
  readonly table: string;
  readonly columns: readonly string[];
  /** Rows as CSV; an empty cell, quoted or not, is null. */
  readonly bytes: Buffer;
  readonly delimiter: string;
  /** The same transaction created or truncated the table, so that the rows can be written frozen. */
  readonly frozen: boolean;
}

/** Runs one COPY … FROM STDIN on the given connection, within its transaction. */
export async function copyInto(client: ClientBase, db: Kysely<Schema>, copy: Copy): Promise<void> {
  const format = sql`format csv, delimiter ${sql.lit(copy.delimiter)}, force_null *`;
  await pipeline([copy.bytes], client.query(copyFrom(copyStatement(db, copy, format))));
}

function copyStatement(
  db: Kysely<Schema>,
  { table, columns, frozen }: Pick<Copy, "table" | "columns" | "frozen">,
  format: RawBuilder<unknown>,
): string {
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const freeze = frozen ? sql`, freeze` : sql``;
  return sql`copy ${sql.table(table)} (${names}) from stdin with (${format}${freeze})`.compile(db).sql;
}

/** A COPY that stays open while its rows are produced. */
export interface OpenCopy {
  /** Sends tuples in the binary format. Resolves when the caller may reuse their memory. */
  write(tuples: Buffer): Promise<void>;
  /** Ends the COPY and returns how many rows it wrote. */
  end(): Promise<number>;
  /** Aborts the COPY. Its transaction can run no further statement. */
  abandon(): void;
}

const binaryHeader = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
/** More bytes than a socket buffers before it reports that it is full. */
const keptBytes = 1 << 18;
const binaryTrailer = Buffer.from([0xff, 0xff]);

/** Begins a COPY … FROM STDIN in the binary format. */
export function openCopy(
  client: ClientBase,
  db: Kysely<Schema>,
  copy: Pick<Copy, "table" | "columns" | "frozen">,
): OpenCopy {
  const stream = client.query(copyFrom(copyStatement(db, copy, sql`format binary`)));
  let failure: { readonly error: unknown } | null = null;
  const ended = finished(stream).catch((error: unknown) => {
    failure ??= { error };
  });
  const throwFailure = () => {
    if (failure) throw failure.error;
  };
  stream.write(binaryHeader);
  return {
    write: async (tuples) => {
      throwFailure();
      // The driver waits until the socket to Postgres has taken a large buffer. It keeps a small buffer, which is
      // therefore copied.
      const bytes = tuples.length < keptBytes ? Buffer.from(tuples) : tuples;
      await Promise.race([ended, new Promise<void>((resolve) => stream.write(bytes, () => resolve()))]);
      throwFailure();
    },
    end: async () => {
      throwFailure();
      stream.end(binaryTrailer);
      await ended;
      throwFailure();
      return stream.rowCount;
    },
    abandon: () => {
      if (!failure) stream.destroy(new Error("the rows cannot be written this way"));
    },
  };
}
