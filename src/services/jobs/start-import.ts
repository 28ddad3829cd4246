import { isUnavailable } from "../../db/database-errors.js";
import { findJob, type JobRow } from "../../db/jobs/jobs.js";
import { isTerminal } from "../../domain/job.js";
import type { ServiceDeps } from "../service-deps.js";
import { acceptImport, type ImportRequest } from "./accept-import.js";
import { startJob } from "./start-job.js";

type StartDeps = Omit<ServiceDeps, "schedules">;

export interface StartOptions {
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** The shortest and the longest pause between two polls for a job that is not started, in milliseconds. */
const shortestLook = 50;
const longestLook = 1_000;

/**
 * Accepts an import, starts its workflow, waits up to `waitMs` for its end, and returns the job afterwards. If Temporal
 * is down the job stays queued, and the starter starts it later: an accepted job is never lost. A job for which the
 * tenant has no place is parked, and the process that frees a place starts it.
 */
export async function startImport(
  deps: StartDeps,
  request: ImportRequest,
  { waitMs, signal }: StartOptions,
): Promise<JobRow> {
  const until = Date.now() + waitMs;
  const job = await acceptImport(deps, request);
  return followImport(deps, job, { waitMs: until - Date.now(), signal });
}

/**
 * Starts an accepted import if no other process did, and waits for its end as `startImport` does. Repeated requests use
 * it, too.
 */
export async function followImport(deps: StartDeps, job: JobRow, { waitMs, signal }: StartOptions): Promise<JobRow> {
  const until = Date.now() + waitMs;
  const isUnstarted = job.workflowStartedAt === null && !isTerminal(job.state);
  try {
    const isLeftToStarter = job.admittedAt === null || (isUnstarted && !(await startJob(deps, deps.imports, job)));
    if (isLeftToStarter) await waitForStart(deps, job, until, signal);
    await deps.imports.waitForEnd(job.workflowId, until - Date.now(), signal);
    return (await findJob(deps.db.query, job.id)) ?? job;
  } catch (error) {
    // The job is accepted. A client that got an error would send the import again.
    if (isUnavailable(error)) return job;
    throw error;
  }
}

async function waitForStart({ db }: StartDeps, { id }: JobRow, until: number, signal: AbortSignal): Promise<void> {
  for (let pause = shortestLook; Date.now() < until && !signal.aborted; pause = Math.min(2 * pause, longestLook)) {
    const job = await findJob(db.query, id);
    if (!job || job.workflowStartedAt !== null || isTerminal(job.state)) return;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, until - Date.now())));
  }
}
