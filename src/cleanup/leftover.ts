import type { Deps } from "../deps.js";

export type CleanupDeps = Pick<Deps, "db" | "assets" | "config">;

/** How many leftovers of a kind there are, and one of them; null where none has a name that may be shown. */
export interface Leftovers {
  readonly count: number;
  readonly example: string | null;
}

/** One kind of leftover: how it is found and removed. Removing is idempotent. */
export interface Leftover {
  /** What the cleaner should have removed by now. */
  find(deps: CleanupDeps): Promise<Leftovers>;
  /** Removes all of it in short transactions, and gives how many went; ends between two of them when aborted. */
  remove(deps: CleanupDeps, signal: AbortSignal): Promise<number>;
}

/** What is removed by age is overdue only this much later: between two runs of the cleaner it is no leftover. */
export const overdueDays = 2;

/** As many names are looked for as fit into memory with ease. */
export const namesAtOnce = 500;
