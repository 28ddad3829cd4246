import { beginCancel, completeCancel } from "../src/db/jobs/cancel-job.js";
import { findJob } from "../src/db/jobs/jobs.js";
import { cancelledWithPackage, openParts } from "../src/db/packages/open-parts.js";
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

const packageReason: JobError = {
  ...reason,
  message: "The package was cancelled in Temporal; what its files brought before is stored.",
};

/** Ends an import whose workflow was cancelled, by Bulkhead or by hand. A job that ended before stays as it was. */
export async function cancelImport(deps: ActivityDeps, jobId: string): Promise<FinishedImport> {
  const job = await findJob(deps.db.query, jobId);
  await beginCancel(deps.db, jobId, job?.package ? packageReason : reason);
  // The workflows of the parts are being cancelled as well. A workflow that never began cannot end its job, so that the
  // job is ended here.
  for (const part of job ? await openParts(deps.db.query, job) : []) {
    await beginCancel(deps.db, part.id, cancelledWithPackage);
    await completeCancel(deps.db, part.id);
  }
  return finishImport(deps, jobId, null);
}
