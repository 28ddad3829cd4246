import { endApprovalWait, openQuestion } from "../src/db/jobs/approvals.js";
import { expireApproval, isRunning } from "../src/db/jobs/job-transitions.js";
import type { Deps } from "../src/deps.js";
import { DomainError } from "../src/domain/errors.js";
import type { Approval } from "./contract.js";
import { JobEnded, stepTransaction } from "./pipeline/import-step.js";

/**
 * Returns whether a job's changes were approved, or how long the question stays open. After that time the job is
 * cancelled (section D 10).
 */
export async function awaitApproval({ db, config }: Deps, jobId: string): Promise<Approval> {
  const open = await openQuestion(db.query, jobId, config.approvalSeconds);
  if (open !== null && open.withinMs > 0) return { outcome: "approval", ...open };
  if (open !== null) {
    const fault = { ...expired(), line: null };
    await db.transaction({ name: "end approval" }, ({ trx }) => expireApproval(trx, jobId, fault));
  }
  await stepTransaction(db, { name: `approved ${jobId}` }, ({ trx }) => endApprovalWait(trx, jobId));
  if (!(await isRunning(db.query, jobId))) throw new JobEnded("the job ended while it waited for approval");
  return { outcome: "approved" };
}

function expired() {
  const { code, message, hint } = new DomainError(
    "APPROVAL_EXPIRED",
    "The import's changes were not approved in time; nothing was stored.",
    "Look at what would have changed, and import the file again.",
  );
  return { code, message, hint };
}
