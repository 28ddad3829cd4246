import { z } from "@hono/zod-openapi";
import type { JobRow } from "../db/jobs.js";
import { listDifferences } from "../db/sampled-differences.js";
import { approvalReasons } from "../domain/deletion-guard.js";
import { inContractOrder, issueCodes } from "../domain/issue.js";
import { mostFrequentFirst } from "../domain/issue-counts.js";
import { countsInOrder, importModes, invalidRowPolicies, jobStages, jobStates, noCounts } from "../domain/job.js";
import { undoCountsInOrder } from "../domain/stored-row.js";
import { globalValidation, isValidated } from "../imports/global-validation.js";
import type { HttpDeps } from "./context.js";
import { standing } from "./job-standing.js";

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
    approval: z
      .object({
        reasons: z.array(
          z.object({ code: z.string().openapi({ enum: Object.keys(approvalReasons) }), message: z.string() }),
        ),
        owned: count.openapi({ description: "Rows that the importer owned when the job asked." }),
        askedAt: z.iso.datetime(),
        expiresAt: z.iso.datetime(),
        approvedAt: z.iso.datetime().nullable(),
        approvedBy: z.string().nullable(),
      })
      .nullable()
      .openapi({
        description:
          "Why a snapshot asked whether it may delete rows. Until somebody agrees, `counts` are those it would have, and `rows?outcome=deleted` lists what would go.",
      }),
    undo: z
      .object({
        requestedAt: z.iso.datetime(),
        requestedBy: z.string(),
        finishedAt: z.iso.datetime().nullable(),
        counts: z.object({ deleted: count, restored: count, recreated: count, movedOn: count }).nullable().openapi({
          description:
            "Rows that the import had created, updated and deleted, and that are as before; `movedOn` were changed by somebody else since and left alone: `rows?outcome=moved_on`.",
        }),
        error: jobErrorSchema.nullable(),
      })
      .nullable(),
    plan: z
      .object({
        updated: z.array(
          z.object({
            id: z.string(),
            differences: z.array(z.object({ field: z.string(), stored: z.unknown(), imported: z.unknown() })),
          }),
        ),
      })
      .nullable()
      .openapi({
        description:
          "Of a dry run, and of a job that awaits approval: the first rows that would be updated, and what would change about them; secrets are masked. `counts` are those of all rows, `rows?outcome=deleted` lists what would be deleted. null in lists of jobs.",
      }),
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
    links: z.object({
      self: z.string(),
      stream: z.string(),
      rows: z.string(),
      integrity: z.string(),
      rejects: z.string(),
      temporal: z.string().nullable(),
    }),
  })
  .openapi("Job");

export type JobResource = z.infer<typeof jobSchema>;

/** What a job is presented with. */
export type Presenting = Pick<HttpDeps, "db" | "imports" | "config" | "temporalUiUrl" | "namespace">;

type Standing = Awaited<ReturnType<typeof standing>>;

/** The job as it is now. */
export async function presentJob(deps: Presenting, job: JobRow): Promise<JobResource> {
  const [at, validation, plan] = await Promise.all([
    standing(deps, job),
    globalValidation(deps, job),
    planOf(deps, job),
  ]);
  return jobResource(job, at, { validation, plan }, deps);
}

/** The same for a list: what is wrong in the whole database is not gathered for each of its jobs. */
export async function presentListedJob(deps: Presenting, job: JobRow): Promise<JobResource> {
  const validation = isValidated(job) ? ({ result: "SUCCESS", warnings: null } as const) : null;
  return jobResource(job, await standing(deps, job), { validation, plan: null }, deps);
}

/** What a job would do, where it was to tell; a job that did it has counts and rows. */
async function planOf({ db }: Pick<HttpDeps, "db">, job: JobRow): Promise<JobResource["plan"]> {
  const tells = job.state === "awaiting_approval" || (job.dryRun && job.counts !== null);
  if (!tells || job.reportsDeletedAt !== null) return null;
  const updated = await listDifferences(db.query, job.id);
  return { updated: updated.map(({ id, differences }) => ({ id, differences: [...differences] })) };
}

function jobResource(
  job: JobRow,
  { stage, blockedBy, percent, rowsRead, rowsTotal, rowsPerSecond, etaSeconds }: Standing,
  { validation, plan }: { validation: JobResource["globalValidation"]; plan: JobResource["plan"] },
  { temporalUiUrl, namespace, config }: Pick<HttpDeps, "temporalUiUrl" | "namespace" | "config">,
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
    requestedBy: job.requestedBy,
    state: job.state,
    stage,
    blockedBy,
    progress: { percent, rowsRead, rowsTotal, rowsPerSecond, etaSeconds },
    counts: countsInOrder(job.counts ?? noCounts),
    issuesByCode: mostFrequentFirst(job.issuesByCode),
    undo: presentUndo(job),
    plan,
    approval: presentApproval(job, config.approvalSeconds),
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
      stream: `${self}/stream`,
      rows: `${self}/rows`,
      integrity: `${self}/integrity`,
      rejects: `${self}/rejects.csv`,
      temporal: temporalUiUrl && workflowUrl(temporalUiUrl, namespace, job.workflowId),
    },
  };
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
