import { beginCancel } from "../src/db/jobs/cancel-job.js";
import type { JobError } from "../src/domain/job.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { FinishedImport } from "./contract.js";
import { finishImport } from "./finish-import.js";

const reason: JobError = {
  code: "CANCELLED",
  message: "The import was cancelled in Temporal; nothing of it was stored.",
  hint: "Start it again when it is wanted.",
  line: null,
};

/** The end of an import whose workflow was asked to stop, by Bulkhead or by hand; one that had ended before stays as it was. */
export async function cancelImport(deps: ActivityDeps, jobId: string): Promise<FinishedImport> {
  await beginCancel(deps.db, jobId, reason);
  return finishImport(deps, jobId, null);
}
