import { sql } from "kysely";
import type { Query } from "./database.js";

/** How long a session lets others wait for it, and waits for others, in milliseconds; 0 is without an end. */
export interface SessionLimits {
  readonly lockMs: number;
  readonly statementMs: number;
  readonly idleInTransactionMs: number;
}

/**
 * Of steps and of the loops beside them. A step has no timeout of locks and statements, also where the role has one.
 */
export const workLimits: SessionLimits = { lockMs: 0, statementMs: 0, idleInTransactionMs: 600_000 };

/** Of HTTP requests: past these they answer 503, and the client repeats them. */
export const requestLimits: SessionLimits = { lockMs: 5_000, statementMs: 30_000, idleInTransactionMs: 30_000 };

/** Of scrapes, which come again. */
export const scrapeLimits: SessionLimits = { lockMs: 1_000, statementMs: 5_000, idleInTransactionMs: 5_000 };

/** A client that is gone without a word is noticed by the server within some 15 s, busy or idle. */
const deadClients = {
  // A statement whose client died must not go on working, and locking (section D 3).
  client_connection_check_interval: 2_000,
  tcp_keepalives_idle: 5,
  tcp_keepalives_interval: 2,
  tcp_keepalives_count: 5,
  tcp_user_timeout: 15_000,
};

/** Shows the server that a transaction is not forgotten while its step does other work. */
export async function keepAwake(trx: Query): Promise<void> {
  await sql`select`.execute(trx);
}

/**
 * The limits as options of a connection. A role or a database may set others; what a session asks for itself counts.
 */
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
