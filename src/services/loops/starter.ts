import {
  claimCancelling,
  claimUnchecked,
  claimUndeletedBodies,
  claimUndoing,
  claimUnsignalled,
  claimUnstarted,
} from "../../db/jobs/claims.js";
import { endJobBackends } from "../../db/jobs/job-backends.js";
import { failJob } from "../../db/jobs/job-transitions.js";
import { findJob, type JobRow } from "../../db/jobs/jobs.js";
import { tenantsWithParked } from "../../db/jobs/places.js";
import { nextInLine, turnHolder, undoTurnHolder } from "../../db/jobs/turns.js";
import { dropHashTable } from "../../db/staging/own-tables.js";
import type { Deps } from "../../deps.js";
import type { JobError } from "../../domain/job.js";
import type { ImportWorkflows } from "../../temporal/import-workflows.js";
import { dropSecretBody } from "../assets/job-bytes.js";
import { finishCancel } from "../jobs/cancel-job.js";
import { startJob, startParked } from "../jobs/start-job.js";
import { BackgroundLoop } from "./background-loop.js";

export interface Starter {
  /** Called when a job of the tenant ended or waits for its turn: a parked job is started at once. */
  placeFreed(tenantId: string): void;
  stop(): Promise<void>;
}

export interface StarterPace {
  /** The pause between two rounds. */
  readonly everyMs: number;
  /** How long a job may stay unstarted before a process other than that of its POST starts it. */
  readonly unstartedMs: number;
  /** How often an open job is compared with Temporal. */
  readonly checkMs: number;
}

const defaultPace: StarterPace = { everyMs: 1_000, unstartedMs: 3_000, checkMs: 15_000 };
const atOnce = 20;

/**
 * Runs in a loop of every HTTP and worker process (section D 1, 4 and 9). It starts accepted jobs that were never
 * started, gives parked jobs their places, and signals jobs whose turn has come or whose deletions were approved. It
 * finishes cancellations that a dead process began, and resumes undos. It compares open jobs with their workflows, so
 * that a job whose workflow was terminated from outside ends with an error.
 */
export function startStarter(deps: Deps, imports: ImportWorkflows, pace: StarterPace = defaultPace): Starter {
  const { query } = deps.db;
  const options = { log: deps.log, faultMessage: "the starter could not do its work", everyMs: pace.everyMs };
  const loop = new BackgroundLoop(options, async (rounds) => {
    const forJobs = (jobs: readonly JobRow[], step: (job: JobRow) => Promise<unknown>) =>
      rounds.forEach(jobs, step, ({ id }) => id);
    await forJobs(await claimUnstarted(query, pace.unstartedMs, atOnce), (job) => startJob(deps, imports, job));
    for (const tenantId of await tenantsWithParked(query)) await startParked(deps, imports, tenantId);
    await forJobs(await claimCancelling(query, pace.unstartedMs, atOnce), (job) => finishCancel(deps, imports, job));
    await forJobs(await claimUnsignalled(query, pace.checkMs, atOnce), (job) => reconcile(deps, imports, job));
    await forJobs(await claimUnchecked(query, pace.checkMs, atOnce), (job) => reconcile(deps, imports, job));
    await forJobs(await claimUndoing(query, pace.checkMs, atOnce), (job) => resumeUndo(deps, imports, job));
    await forJobs(await claimUndeletedBodies(query, pace.checkMs, atOnce), (job) => dropSecretBody(deps, job));
  });
  return {
    placeFreed: (tenantId) => loop.start(() => startParked(deps, imports, tenantId)),
    stop: () => loop.stop(),
  };
}

async function reconcile(deps: Deps, imports: ImportWorkflows, job: JobRow): Promise<void> {
  const presence = await imports.presence(job.workflowId);
  if (presence === "open" && job.waitsForTurn) await repeatTurn(deps, imports, job);
  if (presence === "open" && isAdmitted(job)) await imports.signalTurn(job.workflowId);
  if (presence === "open" && job.waitsForApproval && job.state === "running") {
    await imports.signalApproval(job.workflowId);
  }
  if (presence === "open" || presence === "unreachable") return;
  const current = await findJob(deps.db.query, job.id);
  if (!current || current.finishedAt !== null) return;
  if (presence === "missing" && current.state === "queued") {
    if (current.admittedAt !== null) await startJob(deps, imports, current);
    return;
  }
  // Its package starts the workflow in a moment.
  if (presence === "missing" && (await isOfOpenPackage(deps, current))) return;
  const error = presence === "closed" ? terminated : lost;
  const failed = await deps.db.transaction({ name: `reconcile ${job.id}` }, async ({ trx }) => {
    if (!(await failJob(trx, job.id, error))) return false;
    await endJobBackends(trx, job.id);
    await dropHashTable(trx, job.id);
    deps.log.warn({ jobId: job.id, code: error.code }, "a job without a workflow was failed");
    return true;
  });
  const next = await nextInLine(deps.db.query, job);
  if (next !== null) await imports.signalTurn(next);
  await startParked(deps, imports, job.tenantId);
  if (failed) await dropSecretBody(deps, current);
}

/** Whether the job of a schedule's run has got a place: its workflow may still wait for that. */
function isAdmitted({ state, scheduleId, admittedAt }: JobRow): boolean {
  return state === "queued" && scheduleId !== null && admittedAt !== null;
}

async function isOfOpenPackage({ db }: Deps, { packageId }: JobRow): Promise<boolean> {
  const of = packageId === null ? undefined : await findJob(db.query, packageId);
  return of !== undefined && of.finishedAt === null;
}

/** Starts a requested undo again, also if its workflow or the signal of its turn was lost. */
async function resumeUndo({ db }: Deps, imports: ImportWorkflows, job: JobRow): Promise<void> {
  await imports.startUndo(job);
  if (!job.undoWaitsForTurn || job.undoWorkflowId === null) return;
  if ((await undoTurnHolder(db.query, job)) === null) await imports.signalTurn(job.undoWorkflowId);
}

/** Repeats the signal if no job holds the turn and the job still waits: the signal was lost. */
async function repeatTurn({ db }: Deps, imports: ImportWorkflows, job: JobRow): Promise<void> {
  if ((await turnHolder(db.query, job)) === null) await imports.signalTurn(job.workflowId);
}

const hint = "Nothing of the file was stored unless the job says so; start the import again.";
const terminated: JobError = {
  code: "WORKFLOW_TERMINATED",
  message: "The import's workflow is over and its job was still open: a person ended it, or the database was restored.",
  hint,
  line: null,
};
const lost: JobError = {
  ...terminated,
  code: "WORKFLOW_LOST",
  message: "Temporal no longer knows the import's workflow.",
};
