import { undoWorkflowId } from "../../../workflows/contract.js";
import { findJob, type JobRow } from "../../db/jobs/jobs.js";
import { requestUndo } from "../../db/jobs/undo-requests.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";
import { JobStateError } from "../../domain/job-state-error.js";
import type { ServiceDeps } from "../service-deps.js";

/** Accepts the undo of an import, as `acceptUndo` does, and starts the workflow of the undo. */
export async function undoImport(
  deps: Pick<ServiceDeps, "db" | "config" | "imports">,
  job: JobRow,
  requestedBy: string,
): Promise<JobRow> {
  const accepted = await acceptUndo(deps, job, requestedBy);
  // If Temporal is down, the starter starts it later.
  if (accepted.undoEndedAt === null) await deps.imports.startUndo(accepted);
  return accepted;
}

/**
 * Accepts the undo of an import, and gives the undo a place in the queue. An import that is undone or has a pending
 * undo stays as it is. `WRONG_JOB_STATE` if there is nothing to undo, `UNDO_EXPIRED` if it is too late.
 */
export async function acceptUndo(
  { db, config }: Pick<Deps, "db" | "config">,
  job: JobRow,
  requestedBy: string,
): Promise<JobRow> {
  const request = { requestedBy, workflowId: undoWorkflowId(job.id), withinDays: config.keepUndoDays };
  const accepted = await db.transaction({ name: "accept undo" }, ({ trx }) => requestUndo(trx, job, request));
  if (accepted) return accepted;
  const now = (await findJob(db.query, job.id)) ?? job;
  if (now.state === "undone" || (now.undoNo !== null && now.undoEndedAt === null)) return now;
  if ((now.state === "complete" || now.state === "complete_with_rejects") && !now.dryRun) throw undoExpired();
  const what = now.dryRun ? "a dry run stored nothing" : `it is ${now.state}`;
  const hint = "Only an import that is complete can be undone; one that has not ended can be cancelled.";
  throw new JobStateError(now.state, `The job cannot be undone: ${what}.`, hint);
}

function undoExpired(): DomainError {
  const hint = "Import a file that says what the rows are to be.";
  return new DomainError("UNDO_EXPIRED", "The rows' values from before the import are no longer kept.", hint);
}
