import pg from "pg";
import { EmbeddedError } from "./embedded-error.js";
import { hasCode, messageOf } from "./error-code.js";
import { POSTGRES_USER } from "./postgres-cluster.js";

const DATABASE = "bulkhead";

/** Returns the URL of the embedded database. The password is hexadecimal, so nothing needs escaping. */
export function postgresUrl(port: number, password: string): string {
  return `postgres://${POSTGRES_USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
}

/** Checks that the server on this port accepts the password, and creates the database if it is missing. */
export async function ensureDatabase(port: number, password: string): Promise<void> {
  try {
    await query(port, password, DATABASE, "select 1");
  } catch (error) {
    if (hasCode(error, "3D000")) {
      await query(port, password, "postgres", `create database ${DATABASE}`);
      return;
    }
    if (!hasCode(error, "28P01")) throw error;
    throw new EmbeddedError(
      `Postgres on port ${port} does not take the password of this data folder (${messageOf(error)}). ` +
        "Put the right one back into the file postgres-password.",
    );
  }
}

async function query(port: number, password: string, database: string, sql: string): Promise<void> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: POSTGRES_USER,
    password,
    database,
    // Explicit, since the pg library would otherwise follow PGSSLMODE.
    ssl: false,
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
