import type { Query } from "../../db/database.js";
import { type KnownProgress, knownProgress, raiseProgress } from "../../db/jobs/job-progress.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { turnHolder } from "../../db/jobs/turns.js";
import { stagedTotals } from "../../db/staging/staged-rows.js";
import { isTerminal, type JobProgress, type JobStage } from "../../domain/job.js";
import { percentOf } from "../../domain/job-percent.js";
import type { ServiceDeps } from "../service-deps.js";

/**
 * How far a job is (section D 4): one that was judged to its end by its row, a running one by its workflow, or by what is
 * staged; but never less far than anybody was told before.
 */
async function jobProgress({ db, imports }: Pick<ServiceDeps, "db" | "imports">, job: JobRow): Promise<JobProgress> {
  const { rowsTotal } = job;
  const idle = { stage: null, rowsTotal, rowsPerSecond: null, etaSeconds: null };
  if (isTerminal(job.state) && job.counts !== null) return { ...idle, percent: 100, rowsRead: rowsTotal ?? 0 };
  if (job.state === "queued") return { ...idle, percent: 0, rowsRead: 0 };
  // Read and judged, and as far as it was when it began to decide.
  if (job.state === "awaiting_approval") {
    const percent = percentOf("applying", 0, rowsTotal);
    return {
      ...idle,
      ...(await raiseProgress(db.query, job.id, { stage: null, percent, rowsRead: rowsTotal ?? 0 })),
      stage: null,
    };
  }
  if (job.state !== "running")
    return { ...idle, ...((await knownProgress(db.query, job.id)) ?? untouched), stage: null };
  const asked = await imports.progress(job.workflowId);
  const known = await raiseProgress(db.query, job.id, asked ?? (await stagedProgress(db.query, job)));
  return {
    ...idle,
    ...asked,
    ...known,
    rowsTotal: rowsTotal ?? asked?.rowsTotal ?? null,
    stage: known.stage ?? stageByRow(job),
  };
}

const untouched: KnownProgress = { stage: null, percent: 0, rowsRead: 0 };

/** How far a job is as far as the database can tell. */
async function stagedProgress(db: Query, job: JobRow): Promise<KnownProgress> {
  const { rows: rowsRead } = await stagedTotals(db, job.id);
  return { stage: null, percent: percentOf(stageByRow(job), rowsRead, job.rowsTotal), rowsRead };
}

function stageByRow({ layout }: JobRow): JobStage {
  return layout === null ? "planning" : "loading";
}

/** Where an open job stands: how far it is, and the job that it waits for. */
export async function standing(deps: Pick<ServiceDeps, "db" | "imports">, job: JobRow) {
  const isWaiting = job.waitsForTurn && !isTerminal(job.state);
  const [progress, blockedBy] = await Promise.all([
    jobProgress(deps, job),
    isWaiting ? turnHolder(deps.db.query, job) : null,
  ]);
  return { ...progress, blockedBy };
}
