import { endLease, giveUpLease, takeLease } from "../../db/leases.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";

/** Longer than the calls of one change take with their deadlines. */
const leaseSeconds = 60;

/** A change of a schedule at Temporal and in the table. The write to the table ends the lease. */
export type ScheduleChange<T> = (lease: string) => Promise<T>;

/**
 * Changes a schedule under its lease. `judge` reads only the database, before Temporal is called, and returns the
 * change. If `judge` throws, the lease ends, since there is nothing to finish. If the change throws, its effect at
 * Temporal may be unknown: the lease is given up, not ended, and the schedule watch finishes the change.
 * `TEMPORAL_UNAVAILABLE` if another change is still under way after `patienceMs`.
 */
export async function withScheduleLease<T>(
  { db }: Pick<Deps, "db">,
  { id, patienceMs }: { readonly id: string; readonly patienceMs: number },
  judge: () => Promise<ScheduleChange<T>>,
): Promise<T> {
  const lease = await takeLease(db, ["schedule", id], { isExclusive: true, seconds: leaseSeconds, patienceMs });
  if (lease === null) throw beingChanged();
  const change = await judge().catch(async (refusal: unknown) => {
    await endLease(db.query, lease).catch(() => undefined);
    throw refusal;
  });
  try {
    return await change(lease);
  } catch (error) {
    await giveUpLease(db.query, lease).catch(() => undefined);
    throw error;
  }
}

export function beingChanged(): DomainError {
  const message = "Another change of the schedule is under way.";
  return new DomainError("TEMPORAL_UNAVAILABLE", message, "Try again in some seconds.");
}
