import { createHash } from "node:crypto";
import type { Context } from "hono";
import { isUnavailable } from "../db/database-errors.js";
import { findJob, type JobRow } from "../db/jobs.js";
import { isTerminal } from "../domain/job.js";
import { acceptImport, type ImportRequest } from "../imports/accept-import.js";
import { startJob } from "../temporal/starter.js";
import type { HttpDeps, HttpEnv } from "./context.js";

export interface StartOptions {
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Accepts an import, starts its workflow, and waits for its end for a while; gives the job as it then is. With
 * Temporal down the job stays queued, and the starter takes it later: an accepted job is never lost.
 */
export async function startImport(
  deps: HttpDeps,
  request: ImportRequest,
  { waitMs, signal }: StartOptions,
): Promise<JobRow> {
  const job = await acceptImport(deps, request);
  try {
    if (!isTerminal(job.state) && !(await startJob(deps, deps.imports, job))) return job;
    await deps.imports.waitForEnd(job.workflowId, waitMs, signal);
    return (await findJob(deps.db.query, job.id)) ?? job;
  } catch (error) {
    // The job is accepted, and a client told otherwise would send it again.
    if (isUnavailable(error)) return job;
    throw error;
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
