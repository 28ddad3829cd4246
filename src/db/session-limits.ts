import { sql } from "kysely";
import type { Query } from "./database.js";

/**
 * How long a session may wait for a lock, run a statement, and be idle in a transaction, in milliseconds. 0 is no
 * limit.
 */
export interface SessionLimits {
  readonly lockMs: number;
  readonly statementMs: number;
  readonly idleInTransactionMs: number;
}

/**
 * The limits of steps and of the loops beside them. A step has no timeout for locks and statements, even if the role
 * has one.
 */
export const workLimits: SessionLimits = { lockMs: 0, statementMs: 0, idleInTransactionMs: 600_000 };

/** The limits of HTTP requests. A request that exceeds them gets 503, and the client retries it. */
export const requestLimits: SessionLimits = { lockMs: 5_000, statementMs: 30_000, idleInTransactionMs: 30_000 };

/** The limits of scrapes, which are repeated. */
export const scrapeLimits: SessionLimits = { lockMs: 1_000, statementMs: 5_000, idleInTransactionMs: 5_000 };

/** Settings with which the server notices within about 15 s that a client has died, busy or idle. */
const deadClients = {
  // A statement whose client died must not go on running and holding locks (section D 3).
  client_connection_check_interval: 2_000,
  tcp_keepalives_idle: 5,
  tcp_keepalives_interval: 2,
  tcp_keepalives_count: 5,
  tcp_user_timeout: 15_000,
};

/** Runs an empty statement, so that the server does not end the transaction as idle while its step does other work. */
export async function keepAwake(trx: Query): Promise<void> {
  await sql`select`.execute(trx);
}

/** Returns the limits as options of a connection. They override the settings of a role or a database. */
export function sessionOptions({ lockMs, statementMs, idleInTransactionMs }: SessionLimits): string {
  const settings = {
    ...deadClients,
    lock_timeout: lockMs,
    statement_timeout: statementMs,
    transaction_timeout: 0,
    idle_in_transaction_session_timeout: idleInTransactionMs,
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(" ");
}
