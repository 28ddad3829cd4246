import pg from "pg";
import { type DatabaseRole, requestRole, viewSchema } from "./roles.js";
import { type SessionLimits, sessionOptions, workLimits } from "./session-limits.js";

export interface PoolOptions {
  readonly url: string;
  readonly maxConnections: number;
  /** By default those of work. */
  readonly limits?: SessionLimits;
  /** What the sessions act as; by default the account of the URL. */
  readonly role?: DatabaseRole | undefined;
  /** Called with connections that broke; the statement that needs one fails with its own error. */
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

/**
 * A pool that outlives its server: a connection that breaks at any moment is an event, never the end of the process.
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
  // The pool listens only to idle connections: one that is lent, or being closed, would throw its error unhandled.
  pool.on("connect", (client) => client.on("error", onLostConnection));
  return pool;
}

function roleOptions(role: DatabaseRole | undefined): string {
  if (role === undefined) return "";
  return ` -c role=${role}${role === requestRole ? ` -c search_path=${viewSchema},public` : ""}`;
}
