import { createHash } from "node:crypto";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "./schema.js";

/**
 * How long the transaction waits for a lock from here on; longer is 55P03, after which the step is tried again. So an
 * attempt that hangs with a lock does not take the slot of the next one as well.
 */
export async function limitLockWaits(trx: Kysely<Schema>, limit: "5s" | "30s" | "none"): Promise<void> {
  await sql`select set_config('lock_timeout', ${limit === "none" ? "0" : limit}, true)`.execute(trx);
}

/** How long a statement of the transaction may take from here on, its waits for locks included; longer is 57014. */
export async function limitStatements(trx: Kysely<Schema>, limit: "10min"): Promise<void> {
  await sql`select set_config('statement_timeout', ${limit}, true)`.execute(trx);
}

/**
 * Waits for a lock that lasts until the transaction ends; the parts name its purpose and what it guards. All tenants'
 * locks share the 64 bits of Postgres's advisory locks, so the hash is one in which no client finds two names of one
 * number.
 */
export async function lockUntilCommit(trx: Kysely<Schema>, ...parts: LockName): Promise<void> {
  await sql`select ${lockTaken(...parts)}`.execute(trx);
}

/** Takes the same lock if it is free; false where another transaction has it. */
export async function tryLockUntilCommit(trx: Kysely<Schema>, ...parts: LockName): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(${numberOf(parts)}) as taken`.execute(
    trx,
  );
  return rows[0]?.taken ?? false;
}

/** The same as an expression of a larger statement, without parameters. */
export function lockTaken(...parts: LockName): RawBuilder<unknown> {
  return sql`pg_advisory_xact_lock(${numberOf(parts)})`;
}

function numberOf(parts: LockName): RawBuilder<unknown> {
  return sql.raw(createHash("sha256").update(JSON.stringify(parts)).digest().readBigInt64BE().toString());
}

type LockName = readonly (string | number)[];
