import type { Deps } from "../deps.js";

export type CleanupDeps = Pick<Deps, "db" | "assets" | "config">;

/** The number of leftovers of a kind, and one of them as an example; null if none has a name that may be shown. */
export interface Leftovers {
  readonly count: number;
  readonly example: string | null;
}

/** One kind of leftover: how it is found and removed. Removing is idempotent. */
export interface Leftover {
  /** Finds what the cleaner should already have removed. */
  find(deps: CleanupDeps): Promise<Leftovers>;
  /**
   * Removes all leftovers in short transactions and returns how many. An abort takes effect between two transactions.
   */
  remove(deps: CleanupDeps, signal: AbortSignal): Promise<number>;
}

/** Leftovers that are removed by age count as overdue only so many days later, since the cleaner runs at intervals. */
export const overdueDays = 2;

/** How many names are processed at a time: they easily fit into memory. */
export const namesAtOnce = 500;
