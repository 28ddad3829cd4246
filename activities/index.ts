import { TenantShare } from "../src/services/limits/tenant-share.js";
import { acceptPart } from "./accept-part.js";
import { acceptRun } from "./accept-run.js";
import type { ActivityDeps } from "./activity-deps.js";
import { awaitApproval } from "./await-approval.js";
import { cancelImport } from "./cancel-import.js";
import type {
  ImportActivities,
  MaintenanceActivities,
  ScheduleActivities,
  UndoActivities,
  WebhookActivities,
} from "./contract.js";
import { abandonDelivery, deliverEvent } from "./deliver-event.js";
import { downloadSource } from "./download-source.js";
import { type EarlierImportActivities, earlierSteps } from "./earlier-steps.js";
import { DefectCounts, toFailure } from "./failures.js";
import { fairSlots } from "./fair-slots.js";
import { fetchFile } from "./fetch-file.js";
import { finishImport } from "./finish-import.js";
import { finishPackage } from "./finish-package.js";
import { hasPlace } from "./has-place.js";
import { hashFileSecrets } from "./hash-file-secrets.js";
import { importSmallFile } from "./import-small-file.js";
import { lookAtSource } from "./look-at-source.js";
import { boundLostAttempts } from "./lost-attempts.js";
import { openPackage } from "./open-package.js";
import { rebuildIntegrity } from "./rebuild-integrity.js";
import { removeLeftovers } from "./remove-leftovers.js";
import { surveyFile } from "./survey-file.js";
import { giveUpUndo, undoImport } from "./undo-import.js";
import { writeFile } from "./write-file.js";

type Activities = ImportActivities &
  EarlierImportActivities &
  ScheduleActivities &
  UndoActivities &
  MaintenanceActivities &
  WebhookActivities;

/** Returns the activities that a worker registers, bound to their dependencies. */
export function createActivities(deps: ActivityDeps): Activities {
  const bounded = boundLostAttempts();
  const defects = new DefectCounts();
  const inShare = fairSlots(deps);
  const deliveryShare = new TenantShare();
  const downloads = { share: new TenantShare(), outages: new DefectCounts() };

  /**
   * Wraps a step: it sends heartbeats, its lost attempts are counted, and its errors become failures that may be shown.
   */
  function guarded<Args extends unknown[], Result>(step: (...args: Args) => Promise<Result>) {
    return failing((...args: Args) => bounded(() => step(...args)));
  }

  /** Wraps a long step of a job: as `guarded`, and within the tenant's share of the slots. */
  function shared<Result>(step: (jobId: string) => Promise<Result>) {
    return guarded((jobId: string) => inShare(jobId, () => step(jobId)));
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

  const imports: ImportActivities = {
    hasPlace: guarded((jobId) => hasPlace(deps, jobId)),
    importSmallFile: guarded((jobId) => importSmallFile(deps, jobId)),
    downloadSource: guarded((jobId) => downloadSource(deps, jobId, downloads)),
    openPackage: shared((jobId) => openPackage(deps, jobId)),
    acceptPart: guarded((jobId, no) => acceptPart(deps, jobId, no)),
    finishPackage: guarded((jobId) => finishPackage(deps, jobId)),
    fetchFile: shared((jobId) => fetchFile(deps, jobId)),
    surveyFile: shared((jobId) => surveyFile(deps, jobId)),
    hashFileSecrets: shared((jobId) => hashFileSecrets(deps, jobId)),
    writeFile: shared((jobId) => writeFile(deps, jobId)),
    awaitApproval: guarded((jobId) => awaitApproval(deps, jobId)),
    finishImport: guarded((jobId, error) => finishImport(deps, jobId, error)),
    cancelImport: guarded((jobId) => cancelImport(deps, jobId)),
  };
  return {
    ...imports,
    ...earlierSteps(imports),
    lookAtSource: guarded((schedule) => lookAtSource(deps, schedule, downloads)),
    // Not counted: the step is too short for heartbeats, and an attempt that waited for the database would count as
    // lost.
    acceptRun: failing((run) => acceptRun(deps, run)),
    undoImport: shared((jobId) => undoImport(deps, jobId)),
    giveUpUndo: guarded((jobId, error) => giveUpUndo(deps, jobId, error)),
    rebuildIntegrity: guarded(() => rebuildIntegrity(deps)),
    // Not counted: the delivery counts its attempts.
    deliverEvent: failing((deliveryId) => deliverEvent({ ...deps, share: deliveryShare }, deliveryId)),
    abandonDelivery: failing((deliveryId, code) => abandonDelivery(deps, deliveryId, code)),
    removeLeftovers: guarded(async (kind) => (kind === "doneMarks" ? 0 : removeLeftovers(deps, kind))),
  };
}
