import { type KnownProgress, knownProgress, raiseProgress } from "../../db/jobs/job-progress.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { turnHolder } from "../../db/jobs/turns.js";
import { askingPart } from "../../db/packages/packages.js";
import { type HolderState, isTerminal, type JobProgress, type JobStage } from "../../domain/job.js";
import { percentOf, secondsLeft } from "../../domain/job-percent.js";
import type { ServiceDeps } from "../service-deps.js";

/**
 * The progress of a job (section D 4). For a job that has ended with counts it comes from its row, for a running job
 * from what its step has written and the stage of its workflow. It is never less than in an earlier answer.
 */
async function jobProgress({ db, imports }: Pick<ServiceDeps, "db" | "imports">, job: JobRow): Promise<JobProgress> {
  const { rowsTotal } = job;
  const idle = { stage: null, rowsTotal, rowsPerSecond: null, etaSeconds: null };
  if (isTerminal(job.state) && job.counts !== null) return { ...idle, percent: 100, rowsRead: rowsTotal ?? 0 };
  if (job.state === "queued") return { ...idle, percent: 0, rowsRead: 0 };
  // All rows are read and validated, and the progress stays as it was when the job began to wait.
  if (job.state === "awaiting_approval") {
    const percent = percentOf("applying", 0, rowsTotal);
    const read = { stage: null, percent, rowsRead: rowsTotal ?? 0, rowsPerSecond: null };
    return { ...idle, ...(await raiseProgress(db.query, job.id, read)), stage: null, rowsPerSecond: null };
  }
  if (job.state !== "running")
    return { ...idle, ...((await knownProgress(db.query, job.id)) ?? untouched), stage: null, rowsPerSecond: null };
  // The step that reads rows knows its own stage better than the workflow does.
  const asked = (await imports.progress(job.workflowId)) ?? {
    ...untouched,
    percent: percentOf(stageByRow(job), 0, rowsTotal),
  };
  const known = await raiseProgress(db.query, job.id, { ...asked, stage: null });
  const { rowsPerSecond, rowsRead } = known;
  const etaSeconds = rowsPerSecond && rowsTotal ? secondsLeft(rowsRead, rowsTotal, rowsPerSecond) : null;
  return { ...known, rowsTotal, etaSeconds, stage: known.stage ?? asked.stage ?? stageByRow(job) };
}

const untouched: KnownProgress = { stage: null, percent: 0, rowsRead: 0, rowsPerSecond: null };

/** The stage of a running job that follows from whether its layout is known. */
export function stageByRow({ layout }: JobRow): JobStage {
  return layout === null ? "planning" : "loading";
}

/** The progress of a job, and the job that it waits for. */
export interface JobStatus extends JobProgress {
  readonly blockedBy: string | null;
  readonly blockedByState: HolderState | null;
}

/**
 * Returns the progress of a job, and the job that an open job waits for. A package may wait for one of its own files.
 */
export async function jobStatus(deps: Pick<ServiceDeps, "db" | "imports">, job: JobRow): Promise<JobStatus> {
  const isOpen = !isTerminal(job.state);
  const [progress, earlier, part] = await Promise.all([
    jobProgress(deps, job),
    isOpen && job.waitsForTurn ? turnHolder(deps.db.query, job) : null,
    isOpen && job.package !== null ? askingPart(deps.db.query, job.id) : null,
  ]);
  const holder = earlier ?? part;
  return { ...progress, blockedBy: holder?.id ?? null, blockedByState: holder?.state ?? null };
}
