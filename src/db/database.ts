import { CamelCasePlugin, Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import { copyInto } from "./copy.js";
import type { Schema } from "./schema.js";

export type Query = Kysely<Schema>;

/** A transaction on a connection of its own, which can also take COPY bytes. */
export interface CopyTransaction {
  readonly trx: Transaction<Schema>;
  copyInto(table: string, columns: readonly string[], bytes: Buffer): Promise<void>;
}

export interface TransactionOptions {
  /** Shown in `pg_stat_activity` for as long as the transaction runs. */
  readonly name: string;
  readonly isolation?: "read committed" | "repeatable read";
}

/** The database: Kysely for statements, and transactions that name themselves. */
export interface Database {
  readonly query: Query;
  transaction<T>(options: TransactionOptions, run: (transaction: CopyTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly maxConnections: number;
  /** Told of idle connections that broke; the pool replaces them by itself. */
  onIdleError(error: Error): void;
}

const plugins = [new CamelCasePlugin({ maintainNestedObjectKeys: true })];

/** Counts and sizes are far below 2^53, so eight-byte integers become numbers. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)),
};

export function openDatabase({ url, maxConnections, onIdleError }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    types,
    application_name: "bulkhead",
    // A statement whose client died must not go on working, and locking, for nobody (section D 3).
    options: "-c client_connection_check_interval=2000",
    keepAlive: true,
  });
  pool.on("error", onIdleError);
  const query = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), plugins });

  async function transaction<T>(
    { name, isolation = "read committed" }: TransactionOptions,
    run: (transaction: CopyTransaction) => Promise<T>,
  ): Promise<T> {
    const client = await pool.connect();
    let failure: unknown;
    // Between statements of a transaction a lost connection is told by an event, which would end the process.
    client.on("error", onIdleError);
    try {
      const single = new Kysely<Schema>({ dialect: singleConnection(client), plugins });
      return await single
        .transaction()
        .setIsolationLevel(isolation)
        .execute(async (trx) => {
          await sql`select set_config('application_name', ${name.slice(0, 63)}, true)`.execute(trx);
          return run({ trx, copyInto: (table, columns, bytes) => copyInto(client, trx, { table, columns, bytes }) });
        });
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      client.off("error", onIdleError);
      // A connection that saw an error may be in the middle of a COPY: it does not go back to the pool.
      client.release(failure !== undefined);
    }
  }

  return { query, transaction, close: () => query.destroy() };
}

/** Kysely on one connection that somebody else owns: COPY needs the same connection as the transaction around it. */
function singleConnection(client: pg.PoolClient): PostgresDialect {
  const lent = { query: client.query.bind(client), release: () => undefined };
  return new PostgresDialect({ pool: { connect: async () => lent, end: async () => undefined } });
}
