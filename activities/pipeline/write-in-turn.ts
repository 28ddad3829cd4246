import { openQuestion } from "../../src/db/jobs/approvals.js";
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
  /** Stores what is known about the file while the job waits. */
  wait?(): Promise<void>;
}

/**
 * Writes a job if nothing blocks it. Otherwise returns what blocks it: an open question, or an earlier job of its
 * importer and entity. Both free its place among the tenant's running imports for another job.
 *
 * @param ready returns the job if it runs
 */
export async function writeInTurn(
  { db, config, placeFreed }: ActivityDeps,
  jobId: string,
  ready: () => Promise<ReadyJob | null>,
): Promise<NotWritten | { readonly job: JobRow; readonly written: JobOutcome }> {
  const first = await ready();
  const question = () => openQuestion(db.query, jobId, config.approvalSeconds);
  const open = first === null ? await question() : null;
  if (open !== null) return { outcome: "approval", ...open };
  // A job that did not run and awaits no approval may have been approved in between.
  const running = first ?? (await ready());
  if (running === null) throw new JobEnded("the job does not run");
  const { job, write, wait } = running;
  const holder = await takeTurn(db.query, job);
  const written = holder === null ? await write() : null;
  if (written !== null) return { job, written };
  if (holder !== null) await wait?.();
  placeFreed(job.tenantId);
  if (holder !== null) return { outcome: "blocked", by: holder.id, state: holder.state };
  return { outcome: "approval", withinMs: config.approvalSeconds * 1_000, ...(await question()) };
}
