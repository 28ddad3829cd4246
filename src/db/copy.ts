import { pipeline } from "node:stream/promises";
import { type Kysely, sql } from "kysely";
import type { ClientBase } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Schema } from "./schema.js";

export interface Copy {
  readonly table: string;
  readonly columns: readonly string[];
  /** Rows as CSV; an empty cell, quoted or not, is null. */
  readonly bytes: Buffer;
  readonly delimiter: string;
  /** The table was made or emptied by the same transaction, so its rows can be written as they will stay. */
  readonly frozen: boolean;
}

/** One COPY … FROM STDIN on the given connection, within whatever transaction it is in. */
export async function copyInto(client: ClientBase, db: Kysely<Schema>, copy: Copy): Promise<void> {
  const names = sql.join(copy.columns.map((column) => sql.ref(column)));
  const freeze = copy.frozen ? sql`, freeze` : sql``;
  const statement = sql`
    copy ${sql.table(copy.table)} (${names}) from stdin
    with (format csv, delimiter ${sql.lit(copy.delimiter)}, force_null *${freeze})`.compile(db).sql;
  await pipeline([copy.bytes], client.query(copyFrom(statement)));
}
