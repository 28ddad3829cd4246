import { requiresSecondApprover } from "../../db/access/tenant-policy.js";
import { approveJob } from "../../db/jobs/approvals.js";
import { findJob, type JobRow } from "../../db/jobs/jobs.js";
import { DomainError } from "../../domain/errors.js";
import { JobStateError } from "../../domain/job-state-error.js";
import type { ServiceDeps } from "../service-deps.js";

/**
 * Who approves, and which request for approval: `askedAt` is the one in the job's `approval`, or null for the open
 * request.
 */
interface Approval {
  readonly approvedBy: string;
  readonly askedAt: string | null;
}

/**
 * Approves the changes of an import (section D 10), and returns the job afterwards. A repeated approval changes
 * nothing. `WRONG_JOB_STATE` if the job does not wait for approval, or waits for another one; `SECOND_APPROVER_NEEDED`
 * if the key that requested the import may not approve it.
 */
export async function approveImport(
  { db, config, imports }: Pick<ServiceDeps, "db" | "config" | "imports">,
  job: JobRow,
  { approvedBy, askedAt }: Approval,
): Promise<JobRow> {
  const approved = await db.transaction({ name: "approve" }, async ({ trx }) => {
    const changed = await approveJob(trx, job.id, approvedBy, askedAt);
    const isOwn = changed?.requestedBy === approvedBy;
    if (isOwn && (await requiresSecondApprover(trx, job.tenantId, config.requireSecondApprover))) throw isOwnImport();
    return changed;
  });
  // If the signal is lost, the starter repeats it.
  if (approved) await imports.signalApproval(approved.workflowId);
  const now = approved ?? (await findJob(db.query, job.id)) ?? job;
  if (now.approvedAt === null || now.state === "cancelled" || now.state === "failed") throw nothingAsked(now);
  return now;
}

function isOwnImport(): DomainError {
  const message = "The key that asked for an import does not approve it.";
  return new DomainError("SECOND_APPROVER_NEEDED", message, "Let the holder of another key approve it.");
}

function nothingAsked({ state }: JobRow): JobStateError {
  if (state === "awaiting_approval") {
    const hint = "Look at the job's approval, and at rows?outcome=deleted, once more.";
    return new JobStateError(state, "The job asks something else by now.", hint);
  }
  const hint = "Only a job that is awaiting_approval can be approved.";
  return new JobStateError(state, `The job does not wait for approval: it is ${state}.`, hint);
}
