import { z } from "@hono/zod-openapi";
import type { JobRow } from "../db/jobs.js";
import { stagedTotals } from "../db/staged-rows.js";
import { turnHolder } from "../db/turns.js";
import { inContractOrder, issueCodes } from "../domain/issue.js";
import { mostFrequentFirst } from "../domain/issue-counts.js";
import {
  countsInOrder,
  importModes,
  invalidRowPolicies,
  isTerminal,
  type JobProgress,
  jobStages,
  jobStates,
  noCounts,
} from "../domain/job.js";
import { globalValidation, isValidated } from "../imports/global-validation.js";
import type { HttpDeps } from "./context.js";

const count = z.int().min(0);

export const issueSchema = z
  .object({
    line: z.int().openapi({ description: "Physical line where the record starts; the header is line 1." }),
    column: z.string().nullable(),
    code: z.string().openapi({ enum: Object.keys(issueCodes) }),
    severity: z.enum(["error", "warning"]),
    value: z.string().nullable(),
    message: z.string(),
    hint: z.string(),
  })
  .openapi("Issue");

export const jobErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  line: z.int().nullable(),
});

/** The job of contract C. `warnings` holds findings about the file as a whole. */
export const jobSchema = z
  .object({
    id: z.uuid(),
    entity: z.string(),
    importerId: z.string(),
    mode: z.enum(importModes),
    dryRun: z.boolean(),
    onInvalid: z.enum(invalidRowPolicies),
    repeatable: z.boolean(),
    scheduleId: z.string().nullable(),
    retryOf: z.string().nullable(),
    requestedBy: z.string(),
    state: z.enum(jobStates),
    stage: z.enum(jobStages).nullable(),
    blockedBy: z.string().nullable().openapi({
      description: "The job that has to end before this one can be applied: an earlier one of its importer and entity.",
    }),
    progress: z.object({
      percent: z.int().min(0).max(100),
      rowsRead: count,
      rowsTotal: count.nullable(),
      rowsPerSecond: count.nullable(),
      etaSeconds: count.nullable(),
    }),
    counts: z.object({
      valid: count,
      invalid: count,
      created: count,
      updated: count,
      unchanged: count,
      deleted: count,
    }),
    issuesByCode: z.record(z.string(), count),
    warnings: z.array(issueSchema),
    asset: z.object({
      path: z.string(),
      sha256: z
        .string()
        .nullable()
        .openapi({ description: "null for a body with secrets, and for an asset that was not there" }),
      size: count,
      contentType: z.string(),
      encoding: z.string().nullable(),
      delimiter: z.string().nullable(),
    }),
    globalValidation: z
      .object({ result: z.literal("SUCCESS"), warnings: z.record(z.string(), z.array(z.string())).nullable() })
      .nullable()
      .openapi({
        description:
          "What is wrong in the whole database after the job, per entity; `integrity` pages it. In lists of jobs `warnings` is null.",
      }),
    error: jobErrorSchema.nullable(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    workflowId: z.string(),
    links: z.object({ self: z.string(), rows: z.string(), integrity: z.string(), temporal: z.string().nullable() }),
  })
  .openapi("Job");

export type JobResource = z.infer<typeof jobSchema>;

/** How far a job is: a finished one by its row, an open one by its workflow, or by what is staged (section D 4). */
export async function jobProgress(
  { db, imports }: Pick<HttpDeps, "db" | "imports">,
  job: JobRow,
): Promise<JobProgress> {
  const rowsTotal = job.rowsTotal;
  const idle = { stage: null, rowsTotal, rowsPerSecond: null, etaSeconds: null };
  if (isTerminal(job.state)) return { ...idle, percent: 100, rowsRead: rowsTotal ?? 0 };
  if (job.state === "queued") return { ...idle, percent: 0, rowsRead: 0 };
  const asked = await imports.progress(job.workflowId);
  if (asked) return asked;
  const { rows: rowsRead } = await stagedTotals(db.query, job.id);
  const percent = rowsTotal ? Math.floor(5 + (75 * rowsRead) / rowsTotal) : 1;
  return { ...idle, stage: job.layout === null ? "planning" : "loading", percent, rowsRead };
}

/** Where an open job stands: how far it is, and the job that it waits for. */
async function standing(deps: Pick<HttpDeps, "db" | "imports">, job: JobRow) {
  const isWaiting = job.waitsForTurn && !isTerminal(job.state);
  const [progress, blockedBy] = await Promise.all([
    jobProgress(deps, job),
    isWaiting ? turnHolder(deps.db.query, job) : null,
  ]);
  return { ...progress, blockedBy };
}

type Standing = Awaited<ReturnType<typeof standing>>;

/** The job as it is now. */
export async function presentJob(deps: HttpDeps, job: JobRow): Promise<JobResource> {
  const [at, validation] = await Promise.all([standing(deps, job), globalValidation(deps, job)]);
  return jobResource(job, at, validation, deps);
}

/** The same for a list: what is wrong in the whole database is not gathered for each of its jobs. */
export async function presentListedJob(deps: HttpDeps, job: JobRow): Promise<JobResource> {
  const validation = isValidated(job) ? ({ result: "SUCCESS", warnings: null } as const) : null;
  return jobResource(job, await standing(deps, job), validation, deps);
}

function jobResource(
  job: JobRow,
  { stage, blockedBy, percent, rowsRead, rowsTotal, rowsPerSecond, etaSeconds }: Standing,
  validation: JobResource["globalValidation"],
  { temporalUiUrl, namespace }: Pick<HttpDeps, "temporalUiUrl" | "namespace">,
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
    retryOf: null,
    requestedBy: job.requestedBy,
    state: job.state,
    stage,
    blockedBy,
    progress: { percent, rowsRead, rowsTotal, rowsPerSecond, etaSeconds },
    counts: countsInOrder(job.counts ?? noCounts),
    issuesByCode: mostFrequentFirst(job.issuesByCode),
    warnings: job.warnings.map(inContractOrder),
    asset: {
      path: job.assetPath,
      sha256: job.body === "private" ? null : job.assetSha256 || null,
      size: job.assetSize,
      contentType: job.assetContentType,
      encoding: job.layout?.encoding ?? null,
      delimiter: job.layout?.delimiter ?? null,
    },
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
      rows: `${self}/rows`,
      integrity: `${self}/integrity`,
      temporal: temporalUiUrl && workflowUrl(temporalUiUrl, namespace, job.workflowId),
    },
  };
}

function workflowUrl(ui: string, namespace: string, workflowId: string): string {
  return `${ui}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}
