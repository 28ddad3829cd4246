import type { JobRow } from "../../db/jobs/jobs.js";
import { listDifferences } from "../../db/reports/sampled-differences.js";
import { detectedFileSchema } from "../../domain/detected-file.js";
import { approvalReasons } from "../../domain/hold.js";
import { inContractOrder } from "../../domain/issue.js";
import { mostFrequentFirst } from "../../domain/issue-counts.js";
import { countsInOrder, noCounts } from "../../domain/job.js";
import { undoCountsInOrder } from "../../domain/stored-row.js";
import { type JobStatus, jobStatus } from "../../services/jobs/job-status.js";
import { listedStatuses } from "../../services/jobs/listed-statuses.js";
import { globalValidation, isValidated } from "../../services/results/global-validation.js";
import type { ServiceDeps } from "../../services/service-deps.js";
import { shownSource } from "../answer/shown-source.js";
import type { JobResource } from "./schema.js";

/** The dependencies for presenting a job. */
export interface Presenting extends Pick<ServiceDeps, "db" | "imports" | "config"> {
  /** The address of Temporal's web pages; null if no setting has it. */
  readonly temporalUiUrl: string | null;
  readonly namespace: string;
}

/** Returns the current job in the form of an answer. */
export async function presentJob(deps: Presenting, job: JobRow): Promise<JobResource> {
  const [at, validation, plan] = await Promise.all([
    jobStatus(deps, job),
    globalValidation(deps, job),
    planOf(deps, job),
  ]);
  return jobResource(job, at, { validation, plan }, deps);
}

/**
 * Returns the jobs of a list, without requests to their workflows and without the findings of the global validation.
 */
export async function presentListedJobs(deps: Presenting, jobs: readonly JobRow[]): Promise<JobResource[]> {
  const statuses = await listedStatuses(deps, jobs);
  return jobs.flatMap((job, at) => {
    const validation = isValidated(job) ? ({ result: "SUCCESS", warnings: null } as const) : null;
    const known = statuses[at];
    return known ? [jobResource(job, known, { validation, plan: null }, deps)] : [];
  });
}

/**
 * Returns the planned changes of a job that waits for approval or was a dry run; else null. A job that made its changes
 * has counts and rows.
 */
async function planOf({ db }: Pick<Presenting, "db">, job: JobRow): Promise<JobResource["plan"]> {
  const tells = job.state === "awaiting_approval" || (job.dryRun && job.counts !== null);
  if (!tells || job.reportsDeletedAt !== null) return null;
  const updated = await listDifferences(db.query, job.id);
  return { updated: updated.map(({ id, differences }) => ({ id, differences: [...differences] })) };
}

function jobResource(
  job: JobRow,
  { stage, blockedBy, blockedByState, percent, rowsRead, rowsTotal, rowsPerSecond, etaSeconds }: JobStatus,
  { validation, plan }: { validation: JobResource["globalValidation"]; plan: JobResource["plan"] },
  { temporalUiUrl, namespace, config }: Pick<Presenting, "temporalUiUrl" | "namespace" | "config">,
): JobResource {
  const self = `/api/jobs/${job.id}`;
  return {
    id: job.id,
    entity: job.entity,
    importerId: job.importerId,
    mode: job.mode,
    dryRun: job.dryRun,
    onInvalid: job.onInvalid,
    repeatable: job.scheduleId !== null,
    scheduleId: job.scheduleId,
    retryOf: job.retryOf,
    correctionOf: job.correctionOf,
    requestedBy: job.requestedBy,
    state: job.state,
    stage,
    blockedBy,
    blockedByState,
    progress: { percent, rowsRead, rowsTotal, rowsPerSecond, etaSeconds },
    counts: countsInOrder(job.counts ?? noCounts),
    issuesByCode: mostFrequentFirst(job.issuesByCode),
    undo: presentUndo(job),
    plan,
    approval: presentApproval(job, config.approvalSeconds),
    warnings: job.warnings.map(inContractOrder),
    asset: {
      path: job.assetPath,
      sha256: holdsSecret(job) ? null : job.assetSha256 || null,
      size: job.assetSize,
      contentType: job.assetContentType,
      encoding: job.layout?.encoding ?? null,
      delimiter: job.layout?.delimiter ?? null,
      detected: job.detected && detectedFileSchema.parse(job.detected),
    },
    source: shownSource(job),
    packageId: job.packageId,
    mapping: job.mapping && { version: job.mapping.version },
    globalValidation: validation,
    error: job.error && {
      code: job.error.code,
      message: job.error.message,
      hint: job.error.hint,
      line: job.error.line,
    },
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    workflowId: job.workflowId,
    links: {
      self,
      stream: `${self}/stream`,
      rows: `${self}/rows`,
      issues: `${self}/issues`,
      integrity: `${self}/integrity`,
      rejects: `${self}/rejects.csv`,
      temporal: temporalUiUrl && workflowUrl(temporalUiUrl, namespace, job.workflowId),
    },
  };
}

/**
 * Whether the hash of a job's bytes is hidden: with passwords in them, it would allow guesses to be checked (section D
 * 11). The hash of an uploaded file is shown at its address.
 */
function holdsSecret({ body, namesSecret }: JobRow): boolean {
  return body === "private" || (body === "spooled" && namesSecret);
}

function presentApproval(
  { approval, askedAt, approvedAt, approvedBy }: JobRow,
  withinSeconds: number,
): JobResource["approval"] {
  if (approval === null || askedAt === null) return null;
  return {
    reasons: approval.reasons.map((code) => ({ code, message: approvalReasons[code] })),
    owned: approval.owned,
    askedAt: askedAt.toISOString(),
    expiresAt: new Date(askedAt.getTime() + withinSeconds * 1_000).toISOString(),
    approvedAt: approvedAt?.toISOString() ?? null,
    approvedBy,
  };
}

function presentUndo({ undo, undoRequestedAt, undoRequestedBy, undoEndedAt }: JobRow): JobResource["undo"] {
  if (undoRequestedAt === null || undoRequestedBy === null) return null;
  return {
    requestedAt: undoRequestedAt.toISOString(),
    requestedBy: undoRequestedBy,
    finishedAt: undoEndedAt?.toISOString() ?? null,
    counts: undo?.counts ? undoCountsInOrder(undo.counts) : null,
    error: undo?.error ?? null,
  };
}

function workflowUrl(ui: string, namespace: string, workflowId: string): string {
  return `${ui}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}
