import pg from "pg";
import { type DatabaseRole, requestRole, viewSchema } from "./roles.js";
import { type SessionLimits, sessionOptions, workLimits } from "./session-limits.js";

export interface PoolOptions {
  readonly url: string;
  readonly maxConnections: number;
  /** By default `workLimits`. */
  readonly limits?: SessionLimits;
  /** The role of the sessions; by default the account of the URL. */
  readonly role?: DatabaseRole | undefined;
  /**
   * Called with the error of a connection that broke. The statement that needs the connection fails with its own error.
   */
  onLostConnection(error: Error): void;
}

/** A pool's connections at this moment. */
export interface PoolUse {
  readonly open: number;
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
}

/** Counts and sizes are far below 2^53, so eight-byte integers become numbers. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)),
};

/** How long `closePool` waits for running statements, in milliseconds. */
const closeGrace = 1_000;

/** Closes a pool. Connections that are still lent after `closeGrace` are cut, and Postgres ends their statements. */
export async function closePool(pool: pg.Pool, lent: ReadonlySet<pg.PoolClient>): Promise<void> {
  const timer = setTimeout(() => {
    for (const client of lent) void client.end();
  }, closeGrace);
  await pool.end();
  clearTimeout(timer);
}

/**
 * Opens a pool that outlives its server: a connection that breaks at any moment is an event, never the end of the
 * process.
 */
export function openPool({ url, maxConnections, limits = workLimits, role, onLostConnection }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    types,
    application_name: "bulkhead",
    options: `${sessionOptions(limits)}${roleOptions(role)}`,
    keepAlive: true,
  });
  pool.on("error", onLostConnection);
  // The pool listens only to errors of idle connections. The error of a connection that is lent or closing would be
  // unhandled.
  pool.on("connect", (client) => client.on("error", onLostConnection));
  return pool;
}

function roleOptions(role: DatabaseRole | undefined): string {
  if (role === undefined) return "";
  return ` -c role=${role}${role === requestRole ? ` -c search_path=${viewSchema},public` : ""}`;
}
