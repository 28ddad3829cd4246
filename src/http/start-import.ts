import { createHash } from "node:crypto";
import type { Context } from "hono";
import { isUnavailable } from "../db/database-errors.js";
import { findJob, type JobRow } from "../db/jobs.js";
import { isTerminal } from "../domain/job.js";
import { acceptImport, type ImportRequest } from "../imports/accept-import.js";
import { startJob } from "../temporal/start-job.js";
import type { HttpDeps, HttpEnv } from "./context.js";

export interface StartOptions {
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** Between two looks at a parked job: at first, and in the end. */
const shortestLook = 50;
const longestLook = 1_000;

/**
 * Accepts an import, starts its workflow, and waits for its end for a while; gives the job as it then is. With
 * Temporal down the job stays queued, and the starter takes it later: an accepted job is never lost. One beyond those
 * of its tenant that may run is parked, and started by whichever process makes room.
 */
export async function startImport(
  deps: HttpDeps,
  request: ImportRequest,
  { waitMs, signal }: StartOptions,
): Promise<JobRow> {
  const until = Date.now() + waitMs;
  const job = await acceptImport(deps, request);
  try {
    if (job.admittedAt === null) await waitForPlace(deps, job, until, signal);
    else if (!isTerminal(job.state) && !(await startJob(deps, deps.imports, job))) return job;
    await deps.imports.waitForEnd(job.workflowId, until - Date.now(), signal);
    return (await findJob(deps.db.query, job.id)) ?? job;
  } catch (error) {
    // The job is accepted, and a client told otherwise would send it again.
    if (isUnavailable(error)) return job;
    throw error;
  }
}

async function waitForPlace({ db }: HttpDeps, { id }: JobRow, until: number, signal: AbortSignal): Promise<void> {
  for (let pause = shortestLook; Date.now() < until && !signal.aborted; pause = Math.min(2 * pause, longestLook)) {
    const job = await findJob(db.query, id);
    if (!job || job.workflowStartedAt !== null || isTerminal(job.state)) return;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, until - Date.now())));
  }
}

/** What was asked, as one text: method, path, query in order of names, and the body's hash. */
export function requestText({ req }: Context<HttpEnv>, bodySha256: string): string {
  const url = new URL(req.url);
  url.searchParams.sort();
  return `${req.method}\n${url.pathname}\n${url.searchParams}\n${bodySha256}`;
}

/** The same as one hash, of a request whose body is short and holds no secret. */
export async function fingerprintOf(context: Context<HttpEnv>): Promise<string> {
  const body = createHash("sha256").update(await context.req.text(), "utf8");
  return createHash("sha256")
    .update(requestText(context, body.digest("hex")))
    .digest("hex");
}
