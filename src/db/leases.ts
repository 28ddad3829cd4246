import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Database, Query } from "./database.js";
import { lockUntilCommit } from "./lock.js";

/** The resource that a lease guards, as the parts of a name. */
export type Leased =
  | readonly [kind: "blob", tenantId: string, sha256: string]
  | readonly [kind: "schedule", id: string];

export interface LeaseTerms {
  /** An exclusive lease excludes every other lease of the resource. Shared leases exclude only exclusive ones. */
  readonly isExclusive: boolean;
  readonly seconds: number;
}

/**
 * Takes a lease: a lock that outlives its transaction, for as long as a call to another system takes. If the process
 * dies, the lease lasts until it expires. Returns the lease's id, or null if another lease has not expired.
 */
export async function tryLease(
  trx: Query,
  leased: Leased,
  { isExclusive, seconds }: LeaseTerms,
): Promise<string | null> {
  const held = JSON.stringify(leased);
  await lockUntilCommit(trx, "lease", held);
  // Blob leases of processes that died are of no use to a later process, and their names contain a tenant.
  await sql`
    delete from lease where (held = ${held} and expires_at <= clock_timestamp())
      or (starts_with(held, '["blob",') and expires_at <= clock_timestamp() - interval '1 day')`.execute(trx);
  const { rows } = await sql<{ id: string }>`
    insert into lease (id, held, is_exclusive, expires_at)
    select ${randomUUID()}::uuid, ${held}, ${isExclusive}, clock_timestamp() + ${seconds} * interval '1 second'
    where not exists (select from lease where held = ${held} and (is_exclusive or ${isExclusive}))
    returning id`.execute(trx);
  return rows[0]?.id ?? null;
}

const askAgainMs = 100;

/**
 * Takes a lease in a transaction of its own, after waiting for at most `patienceMs` for other leases to end. Returns
 * null if they did not.
 */
export async function takeLease(
  db: Pick<Database, "transaction">,
  leased: Leased,
  terms: LeaseTerms & { readonly patienceMs: number },
): Promise<string | null> {
  for (const until = Date.now() + terms.patienceMs; ; ) {
    const lease = await db.transaction({ name: "take lease" }, ({ trx }) => tryLease(trx, leased, terms));
    if (lease !== null || Date.now() >= until) return lease;
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
  }
}

/** Ends a lease. Returns false if the lease had expired and another process has taken it over. */
export async function endLease(db: Query, id: string): Promise<boolean> {
  const result = await db.deleteFrom("lease").where("id", "=", id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Makes a lease expire at once, so that another process may take it over. The work under the lease is not finished. */
export async function giveUpLease(db: Query, id: string): Promise<void> {
  await sql`update lease set expires_at = clock_timestamp() where id = ${id}`.execute(db);
}

/** Whether a lease exists, even an expired one. As long as it exists, the work under it is not finished. */
export async function isLeased(db: Query, leased: Leased): Promise<boolean> {
  const found = await db.selectFrom("lease").select("id").where("held", "=", JSON.stringify(leased)).executeTakeFirst();
  return found !== undefined;
}

/** Returns the ids of schedules with a change that was begun and not finished in time. */
export async function unfinishedSchedules(db: Query): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select held::json ->> 1 as id from lease
    where starts_with(held, '["schedule",') and expires_at <= clock_timestamp()
    group by held order by min(expires_at) limit 20`.execute(db);
  return rows.map(({ id }) => id);
}
