import pg from "pg";
import { DomainError } from "../domain/errors.js";
import { NoConnection } from "./connection-share.js";

/** The SQLSTATE of an error that Postgres raised, else null. */
export function databaseErrorCode(error: unknown): string | null {
  return error instanceof pg.DatabaseError && error.code ? error.code : null;
}

/** A decision about rows is out of date: the transaction has to be repeated from the decision on. */
export class StaleDecision extends Error {
  override readonly name = "StaleDecision";
}

/**
 * Whether repeating the transaction can help: a serialization failure, a deadlock, a key that another transaction took,
 * or a row that another transaction changed after a decision about it, as a check reports.
 */
export function isConflict(error: unknown): boolean {
  if (error instanceof StaleDecision || isStalePassword(error)) return true;
  return ["40001", "40P01", "23505"].includes(databaseErrorCode(error) ?? "");
}

/** Whether a password was not hashed because it equalled the stored one, which has changed since. */
function isStalePassword(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "23514" && error.constraint === "user_password";
}

/** Whether a session stopped waiting for a lock, or its statement was cancelled, as by a timeout. */
export function isHeldUp(error: unknown): boolean {
  return ["55P03", "57014"].includes(databaseErrorCode(error) ?? "");
}

const networkCodes = new Set(
  "ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN ENOSPC EMFILE ENFILE ERR_STREAM_PREMATURE_CLOSE".split(
    " ",
  ),
);
/** The driver's messages for a lost connection, which carry no code. */
const lostConnection =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after|Connection ended)/;

/** Whether the database, the asset store or the machine cannot serve at the moment. The same step can succeed later. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof DomainError) return error.code === "STORAGE_UNAVAILABLE" || error instanceof NoConnection;
  if (isConflict(error)) return true;
  const sqlState = databaseErrorCode(error);
  // Connection exceptions, no resources, operator intervention, system errors, object in use; a database that is
  // read-only at the moment, as after a failover or on a full disk; and a transaction that was idle, or ran, for too
  // long.
  if (sqlState) return /^(08|53|55|57|58)|^(25006|25P03|25P04)$/.test(sqlState);
  if (!(error instanceof Error)) return false;
  if ("code" in error && networkCodes.has(String(error.code))) return true;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  return lostConnection.test(error.message);
}
