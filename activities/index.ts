import { acceptRun } from "./accept-run.js";
import type { ActivityDeps } from "./activity-deps.js";
import { applyImport } from "./apply-import.js";
import { applyWhileLoading } from "./apply-while-loading.js";
import type { ImportActivities, MaintenanceActivities, ScheduleActivities } from "./contract.js";
import { toFailure } from "./failures.js";
import { finishImport } from "./finish-import.js";
import { hashSecrets } from "./hash-secrets.js";
import { importSmall } from "./import-small.js";
import { loadChunk } from "./load-chunk.js";
import { planImport } from "./plan-import.js";
import { rebuildIntegrity } from "./rebuild-integrity.js";
import { rejectDuplicates } from "./reject-duplicates.js";
import { removeLeftovers } from "./remove-leftovers.js";

/** The activities that a worker registers, bound to what they work with. */
export function createActivities(deps: ActivityDeps): ImportActivities & ScheduleActivities & MaintenanceActivities {
  // One at a time: a step that waits for chunks must not take the slots in which they are loaded.
  const applyEarly = oneAtATime((jobId: string) => applyWhileLoading(deps, jobId), { applied: false });
  return {
    acceptRun: guarded((run) => acceptRun(deps, run)),
    applyWhileLoading: guarded(applyEarly),
    importSmall: guarded((jobId) => importSmall(deps, jobId)),
    planImport: guarded((jobId) => planImport(deps, jobId)),
    loadChunk: guarded((jobId, no) => loadChunk(deps, jobId, no)),
    rejectDuplicates: guarded((jobId) => rejectDuplicates(deps, jobId)),
    hashSecrets: guarded((jobId) => hashSecrets(deps, jobId)),
    applyImport: guarded((jobId) => applyImport(deps, jobId)),
    rebuildIntegrity: guarded(() => rebuildIntegrity(deps)),
    removeLeftovers: guarded((kind) => removeLeftovers(deps, kind)),
    finishImport: guarded((jobId, error) => finishImport(deps, jobId, error)),
  };
}

/** Runs a step unless it runs already; then it answers with `instead`. */
function oneAtATime<Args extends unknown[], Result>(step: (...args: Args) => Promise<Result>, instead: Result) {
  let running = false;
  return async (...args: Args): Promise<Result> => {
    if (running) return instead;
    running = true;
    try {
      return await step(...args);
    } finally {
      running = false;
    }
  };
}

function guarded<Args extends unknown[], Result>(step: (...args: Args) => Promise<Result>) {
  return async (...args: Args): Promise<Result> => {
    try {
      return await step(...args);
    } catch (error) {
      throw toFailure(error);
    }
  };
}
