import { z } from "@hono/zod-openapi";
import { detectedFileSchema } from "../../domain/detected-file.js";
import { approvalReasons } from "../../domain/hold.js";
import { issueCodes } from "../../domain/issue.js";
import { holderStates, importModes, invalidRowPolicies, jobStages, jobStates } from "../../domain/job.js";
import { shownSourceSchema } from "../answer/shown-source.js";

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

export const jobCountsSchema = z.object({
  valid: count,
  invalid: count,
  created: count,
  updated: count,
  unchanged: count,
  deleted: count,
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
    correctionOf: z
      .string()
      .nullable()
      .openapi({ description: "The job some of whose rejected rows this one brings again, corrected." }),
    requestedBy: z.string(),
    state: z.enum(jobStates),
    stage: z.enum(jobStages).nullable(),
    blockedBy: z.string().nullable().openapi({
      description: "The job that has to end before this one can be applied: an earlier one of its importer and entity.",
    }),
    blockedByState: z.enum(holderStates).nullable().openapi({ description: "The state of that job." }),
    progress: z.object({
      percent: z.int().min(0).max(100),
      rowsRead: count,
      rowsTotal: count.nullable(),
      rowsPerSecond: count.nullable(),
      etaSeconds: count.nullable(),
    }),
    counts: jobCountsSchema,
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
          "Why a snapshot asked whether it may delete rows. Until a person approves, `counts` are those it would have, and `rows?outcome=deleted` lists what would go.",
      }),
    undo: z
      .object({
        requestedAt: z.iso.datetime(),
        requestedBy: z.string(),
        finishedAt: z.iso.datetime().nullable(),
        counts: z.object({ deleted: count, restored: count, recreated: count, movedOn: count }).nullable().openapi({
          description:
            "Rows that the import had created, updated and deleted, and that are as before; `movedOn` were changed by another import afterwards and left alone: `rows?outcome=moved_on`.",
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
      detected: detectedFileSchema.nullable().openapi({
        description: "How the asset is packed, and what was read of it; null where it is plain, or not unpacked yet.",
      }),
    }),
    source: shownSourceSchema,
    packageId: z.uuid().nullable().openapi({ description: "The package that its file came in." }),
    mapping: z
      .object({ version: z.int() })
      .nullable()
      .openapi({ description: "The importer's mapping that the job was accepted with." }),
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
      issues: z.string(),
      integrity: z.string(),
      rejects: z.string(),
      temporal: z.string().nullable(),
    }),
  })
  .openapi("Job");

export type JobResource = z.infer<typeof jobSchema>;
