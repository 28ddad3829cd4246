import { pipeline } from "node:stream/promises";
import { type Kysely, sql } from "kysely";
import type { ClientBase } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Schema } from "./schema.js";

export interface Copy {
  readonly table: string;
  readonly columns: readonly string[];
  /** Rows in COPY's text format. */
  readonly bytes: Buffer;
}

/** One COPY … FROM STDIN on the given connection, within whatever transaction it is in. */
export async function copyInto(client: ClientBase, db: Kysely<Schema>, { table, columns, bytes }: Copy): Promise<void> {
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const statement = sql`copy ${sql.table(table)} (${names}) from stdin`.compile(db).sql;
  await pipeline([bytes], client.query(copyFrom(statement)));
}
