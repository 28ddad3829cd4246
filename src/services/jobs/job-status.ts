import { type KnownProgress, knownProgress, raiseProgress } from "../../db/jobs/job-progress.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { turnHolder } from "../../db/jobs/turns.js";
import { askingPart } from "../../db/packages/packages.js";
import { type HolderState, isTerminal, type JobProgress, type JobStage } from "../../domain/job.js";
import { percentOf, secondsLeft } from "../../domain/job-percent.js";
import type { ServiceDeps } from "../service-deps.js";

/**
 * How far a job is (section D 4): one that was judged to its end by its row, a running one by what its step has written
 * and the stage of its workflow; never less far than an earlier answer said.
 */
async function jobProgress({ db, imports }: Pick<ServiceDeps, "db" | "imports">, job: JobRow): Promise<JobProgress> {
  const { rowsTotal } = job;
  const idle = { stage: null, rowsTotal, rowsPerSecond: null, etaSeconds: null };
  if (isTerminal(job.state) && job.counts !== null) return { ...idle, percent: 100, rowsRead: rowsTotal ?? 0 };
  if (job.state === "queued") return { ...idle, percent: 0, rowsRead: 0 };
  // Read and judged, and as far as it was when it began to decide.
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

/** The stage that follows from what is known of a running job's file. */
export function stageByRow({ layout }: JobRow): JobStage {
  return layout === null ? "planning" : "loading";
}

/** How far a job is, and the job that it waits for. */
export interface JobStatus extends JobProgress {
  readonly blockedBy: string | null;
  readonly blockedByState: HolderState | null;
}

/**
 * How far an open job is, and the job that it waits for, which for a package may be one of its files.
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
