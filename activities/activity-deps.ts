import type { Deps } from "../src/deps.js";

/** The dependencies of activities. */
export interface ActivityDeps extends Deps {
  /** Called when a job of the tenant has ended, or waits for its turn: another job may run in its place. */
  placeFreed(tenantId: string): void;
  /** Called when an import of a schedule has failed. After too many failures the schedule is paused. */
  runFailed(scheduleId: string): void;
}
