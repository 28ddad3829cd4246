import { giveUpLease, takeLease } from "../db/leases.js";
import type { Deps } from "../deps.js";
import { DomainError } from "../domain/errors.js";

/** Longer than the calls of one change take with their deadlines. */
const leaseSeconds = 60;

/**
 * Runs a change of a schedule under its lease, which `run` ends with the change in the table. After a fault it may not be
 * known what Temporal has done: the lease is given up, not ended, and the schedule watch finishes the change.
 * `TEMPORAL_UNAVAILABLE` where another change is still under way after so long.
 */
export async function withScheduleLease<T>(
  { db }: Pick<Deps, "db">,
  { id, patienceMs }: { readonly id: string; readonly patienceMs: number },
  run: (lease: string) => Promise<T>,
): Promise<T> {
  const lease = await takeLease(db, ["schedule", id], { isExclusive: true, seconds: leaseSeconds, patienceMs });
  if (lease === null) throw beingChanged();
  try {
    return await run(lease);
  } catch (error) {
    await giveUpLease(db.query, lease).catch(() => undefined);
    throw error;
  }
}

export function beingChanged(): DomainError {
  const message = "Another change of the schedule is under way.";
  return new DomainError("TEMPORAL_UNAVAILABLE", message, "Try again in some seconds.");
}
