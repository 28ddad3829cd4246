import pg from "pg";
import { type SessionLimits, sessionOptions, workLimits } from "./session-limits.js";

export interface PoolOptions {
  readonly url: string;
  readonly maxConnections: number;
  /** By default those of work. */
  readonly limits?: SessionLimits;
  /** Told of connections that broke; the statement that needs one is told by its own error. */
  onLostConnection(error: Error): void;
}

/** Counts and sizes are far below 2^53, so eight-byte integers become numbers. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)),
};

/** How long `closePool` waits for statements that still run. */
const closeGrace = 1_000;

/** Ends a pool; connections that are still lent after a moment are cut, and Postgres ends their statements. */
export async function closePool(pool: pg.Pool, lent: ReadonlySet<pg.PoolClient>): Promise<void> {
  const timer = setTimeout(() => {
    for (const client of lent) void client.end();
  }, closeGrace);
  await pool.end();
  clearTimeout(timer);
}

/** A pool that outlives its server: a connection that breaks at any moment is an event, never the end of the process. */
export function openPool({ url, maxConnections, limits = workLimits, onLostConnection }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    types,
    application_name: "bulkhead",
    options: sessionOptions(limits),
    keepAlive: true,
  });
  pool.on("error", onLostConnection);
  // The pool listens only to idle connections: one that is lent, or being closed, would throw its error at nobody.
  pool.on("connect", (client) => client.on("error", onLostConnection));
  return pool;
}
