import { createHash } from "node:crypto";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "./schema.js";

/**
 * Limits how long the transaction waits for a lock from here on. A longer wait fails with `55P03`, and the step is
 * retried. So an attempt that hangs with a lock does not also block the slot of the next attempt.
 */
export async function limitLockWaits(trx: Kysely<Schema>, limit: "5s" | "30s" | "none"): Promise<void> {
  await sql`select set_config('lock_timeout', ${limit === "none" ? "0" : limit}, true)`.execute(trx);
}

/**
 * Limits how long a statement of the transaction may take from here on, including its waits for locks. A longer
 * statement fails with `57014`.
 */
export async function limitStatements(trx: Kysely<Schema>, limit: "10min"): Promise<void> {
  await sql`select set_config('statement_timeout', ${limit}, true)`.execute(trx);
}

/**
 * Waits for a lock that lasts until the transaction ends. The parts name the lock's purpose and what it guards. The
 * locks of all tenants share the 64 bits of Postgres's advisory locks. The number is therefore a part of a SHA-256, so
 * that no client can find a name with the number of another name.
 */
export async function lockUntilCommit(trx: Kysely<Schema>, ...parts: LockName): Promise<void> {
  await sql`select ${lockTaken(...parts)}`.execute(trx);
}

/** Takes the lock of `lockUntilCommit` if it is free. Returns false if another transaction holds it. */
export async function tryLockUntilCommit(trx: Kysely<Schema>, ...parts: LockName): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(${numberOf(parts)}) as taken`.execute(
    trx,
  );
  return rows[0]?.taken ?? false;
}

/** The lock of `lockUntilCommit` as an expression of a larger statement, without parameters. */
export function lockTaken(...parts: LockName): RawBuilder<unknown> {
  return sql`pg_advisory_xact_lock(${numberOf(parts)})`;
}

function numberOf(parts: LockName): RawBuilder<unknown> {
  return sql.raw(createHash("sha256").update(JSON.stringify(parts)).digest().readBigInt64BE().toString());
}

type LockName = readonly (string | number)[];
