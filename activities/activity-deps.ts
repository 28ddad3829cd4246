import type { Deps } from "../src/deps.js";

/** What activities work with. */
export interface ActivityDeps extends Deps {
  /** Called when a job of the tenant has ended, or waits for its turn: another one may run in its place. */
  placeFreed(tenantId: string): void;
  /** Called when an import of a schedule has failed: after too many of them it is paused. */
  runFailed(scheduleId: string): void;
}
