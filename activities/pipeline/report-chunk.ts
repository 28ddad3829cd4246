import { Context } from "@temporalio/activity";
import { isRunning } from "../../src/db/jobs/job-transitions.js";
import type { ChunkRow } from "../../src/db/staging/chunks.js";
import type { ActivityDeps } from "../activity-deps.js";
import type { LoadedChunk } from "../contract.js";
import { JobEnded, type PlannedJob } from "./import-step.js";

/** After each chunk of a step that does all of them: tells the workflow of it, and goes no further when the job is over. */
export async function reportChunk(
  deps: ActivityDeps,
  { job }: PlannedJob,
  chunk: ChunkRow,
  loaded: LoadedChunk,
): Promise<void> {
  if (loaded.rows !== chunk.rows) throw new Error("a chunk has other rows than its plan");
  // The job is not asked in the transaction, whose connection is in the middle of a COPY.
  if (!(await isRunning(deps.db.query, job.id))) throw new JobEnded("the job ended while its rows were written");
  Context.current().cancellationSignal.throwIfAborted();
  deps.tellLoaded(job.workflowId, chunk.no, loaded).catch(() => undefined);
}
