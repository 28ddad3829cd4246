import { acceptRun } from "./accept-run.js";
import type { ActivityDeps } from "./activity-deps.js";
import { applyImport } from "./apply-import.js";
import { cancelImport } from "./cancel-import.js";
import type { ImportActivities, MaintenanceActivities, ScheduleActivities, UndoActivities } from "./contract.js";
import { DefectCounts, toFailure } from "./failures.js";
import { finishImport } from "./finish-import.js";
import { hashSecrets } from "./hash-secrets.js";
import { hearApproval } from "./hear-approval.js";
import { importSmall } from "./import-small.js";
import { loadChunk } from "./load-chunk.js";
import { boundLostAttempts } from "./lost-attempts.js";
import { planImport } from "./plan-import.js";
import { rebuildIntegrity } from "./rebuild-integrity.js";
import { rejectDuplicates } from "./reject-duplicates.js";
import { removeLeftovers } from "./remove-leftovers.js";
import { giveUpUndo, undoImport } from "./undo-import.js";
import { writeAtOnce } from "./write-at-once.js";

/** The activities that a worker registers, bound to what they work with. */
export function createActivities(
  deps: ActivityDeps,
): ImportActivities & ScheduleActivities & UndoActivities & MaintenanceActivities {
  // Half of the slots at most: whoever writes a whole file keeps one for minutes, and small imports need others.
  const atOnce = atMost(Math.floor(deps.config.activitySlots / 2), (jobId: string) => writeAtOnce(deps, jobId), {
    written: false,
  });
  const bounded = boundLostAttempts();
  const defects = new DefectCounts();

  /** Every step: it sends heartbeats, its lost attempts are counted, and its errors leave as failures that may be shown. */
  function guarded<Args extends unknown[], Result>(step: (...args: Args) => Promise<Result>) {
    return failing((...args: Args) => bounded(() => step(...args)));
  }

  function failing<Args extends unknown[], Result>(step: (...args: Args) => Promise<Result>) {
    return async (...args: Args): Promise<Result> => {
      try {
        return await step(...args);
      } catch (error) {
        throw toFailure(error, defects);
      }
    };
  }

  return {
    // Not counted: it is too short for heartbeats, and an attempt that waited for the database would pass for a lost one.
    acceptRun: failing((run) => acceptRun(deps, run)),
    importSmall: guarded((jobId) => importSmall(deps, jobId)),
    planImport: guarded((jobId) => planImport(deps, jobId)),
    writeAtOnce: guarded(atOnce),
    loadChunk: guarded((jobId, no) => loadChunk(deps, jobId, no)),
    rejectDuplicates: guarded((jobId) => rejectDuplicates(deps, jobId)),
    hashSecrets: guarded((jobId) => hashSecrets(deps, jobId)),
    applyImport: guarded((jobId) => applyImport(deps, jobId)),
    hearApproval: guarded((jobId) => hearApproval(deps, jobId)),
    undoImport: guarded((jobId) => undoImport(deps, jobId)),
    giveUpUndo: guarded((jobId, error) => giveUpUndo(deps, jobId, error)),
    rebuildIntegrity: guarded(() => rebuildIntegrity(deps)),
    removeLeftovers: guarded((kind) => removeLeftovers(deps, kind)),
    finishImport: guarded((jobId, error) => finishImport(deps, jobId, error)),
    cancelImport: guarded((jobId) => cancelImport(deps, jobId)),
  };
}

/** Runs a step unless so many of its kind run already; then it answers with `instead`. */
function atMost<Args extends unknown[], Result>(
  most: number,
  step: (...args: Args) => Promise<Result>,
  instead: Result,
) {
  let running = 0;
  return async (...args: Args): Promise<Result> => {
    if (running >= most) return instead;
    running++;
    try {
      return await step(...args);
    } finally {
      running--;
    }
  };
}
