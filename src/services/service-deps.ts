import type { Deps } from "../deps.js";
import type { ImportSchedules } from "../temporal/import-schedules.js";
import type { ImportWorkflows } from "../temporal/import-workflows.js";

/** The dependencies of services: the stores, and Temporal through its two ports. */
export interface ServiceDeps extends Deps {
  readonly imports: ImportWorkflows;
  readonly schedules: ImportSchedules;
}
