import { approvalTimeLeft } from "../../src/db/jobs/approvals.js";
import type { JobRow } from "../../src/db/jobs/jobs.js";
import { takeTurn } from "../../src/db/jobs/turns.js";
import type { JobOutcome } from "../../src/domain/job.js";
import type { ActivityDeps } from "../activity-deps.js";
import type { NotWritten } from "../contract.js";
import { JobEnded } from "./import-step.js";

interface ReadyJob {
  readonly job: JobRow;
  /** Null where deletions have to be approved first. */
  write(): Promise<JobOutcome | null>;
}

/**
 * Writes a job where nothing stands in its way; else says what does: an open question, or an earlier job of its importer
 * and entity. Both give its place among the tenant's running imports to another job.
 *
 * @param ready gives the job if it runs
 */
export async function writeInTurn(
  { db, config, placeFreed }: ActivityDeps,
  jobId: string,
  ready: () => Promise<ReadyJob | null>,
): Promise<NotWritten | { readonly job: JobRow; readonly written: JobOutcome }> {
  const running = await ready();
  if (running === null) {
    const withinMs = await approvalTimeLeft(db.query, jobId, config.approvalSeconds);
    if (withinMs === null) throw new JobEnded("the job does not run");
    return { outcome: "approval", withinMs };
  }
  const { job, write } = running;
  const by = await takeTurn(db.query, job);
  const written = by === null ? await write() : null;
  if (written !== null) return { job, written };
  placeFreed(job.tenantId);
  return by === null ? { outcome: "approval", withinMs: config.approvalSeconds * 1_000 } : { outcome: "blocked", by };
}
