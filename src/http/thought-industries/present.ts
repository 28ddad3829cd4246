import { z } from "@hono/zod-openapi";
import { isUnavailable } from "../../db/database-errors.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { DomainError } from "../../domain/errors.js";
import { isTerminal, type JobState } from "../../domain/job.js";
import { type JobRowPage, type JobRowReport, readJobRows } from "../../services/results/job-rows.js";
import type { HttpDeps } from "../context.js";
import { noteRowsRead } from "../jobs/rows-read.js";

/** Maps Bulkhead's states to the four that the vendor documents (contract C, projection). */
const statuses: Readonly<Record<JobState, "queued" | "processing" | "complete" | "failed">> = {
  queued: "queued",
  running: "processing",
  awaiting_approval: "processing",
  cancelling: "processing",
  complete: "complete",
  complete_with_rejects: "complete",
  undone: "complete",
  failed: "failed",
  cancelled: "failed",
};

export const backgroundJobSchema = z
  .object({
    id: z.uuid(),
    type: z.string(),
    description: z.string(),
    errorMessage: z.string().nullable(),
    createdAt: z.iso.datetime(),
    repeatable: z.boolean(),
    status: z.enum(["queued", "processing", "complete", "failed"]),
  })
  .openapi("APIBackgroundJob");

const rowErrorSchema = z.object({
  column: z.string().nullable(),
  code: z.string(),
  value: z.string().nullable(),
  message: z.string(),
  hint: z.string(),
});

export const bulkImportSchema = z.object({
  dryRun: z.boolean(),
  validRows: z.array(z.looseObject({ line: z.int() })),
  invalidRows: z.array(z.looseObject({ line: z.int(), errors: z.array(rowErrorSchema) })),
  backgroundJob: backgroundJobSchema,
  validRowCount: z.int().optional(),
  invalidRowCount: z.int().optional(),
  rows: z.string().optional(),
});

/** The seven documented keys of a background job. */
export function backgroundJob(job: JobRow): z.infer<typeof backgroundJobSchema> {
  return {
    id: job.id,
    type: "bulkImport",
    description: `${job.dryRun ? "Dry run" : "Import"} of ${job.entity} from ${job.assetPath}`,
    errorMessage: statuses[job.state] === "failed" ? errorMessage(job) : null,
    createdAt: job.createdAt.toISOString(),
    repeatable: job.scheduleId !== null,
    status: statuses[job.state],
  };
}

function errorMessage({ error }: JobRow): string {
  return error ? `${error.code}: ${error.message} ${error.hint}` : "The import failed.";
}

/** The counts and the link that a finished job adds to the documented keys. */
export function finishedJob(job: JobRow) {
  if (!isTerminal(job.state)) return {};
  return {
    dryRun: job.dryRun,
    validRowCount: job.counts?.valid ?? 0,
    invalidRowCount: job.counts?.invalid ?? 0,
    rows: `/api/jobs/${job.id}/rows`,
  };
}

/** Returns the answer of a bulk POST: the documented keys alone, unless the arrays had to be cut. */
export async function bulkImport(deps: HttpDeps, job: JobRow): Promise<z.infer<typeof bulkImportSchema>> {
  const answer = { dryRun: job.dryRun, validRows: [], invalidRows: [], backgroundJob: backgroundJob(job) };
  if (!isTerminal(job.state)) return answer;
  const limit = deps.config.limits.maxAnswerRows;
  const read = (outcome: "valid" | "invalid") => readJobRows(deps, job, { outcome, afterLine: 0, limit });
  const pages = await Promise.all([read("valid"), read("invalid")]).catch(unreadable);
  const [valid, invalid] = pages.map(({ rows: found }) => found);
  await noteRowsRead(deps, job, [...(valid ?? []), ...(invalid ?? [])]);
  const { validRowCount = 0, invalidRowCount = 0, rows } = finishedJob(job);
  const cut = validRowCount > (valid?.length ?? 0) || invalidRowCount > (invalid?.length ?? 0);
  return {
    ...answer,
    validRows: (valid ?? []).map(({ record, line }) => ({ ...record, line })),
    invalidRows: (invalid ?? []).map(invalidRow),
    ...(cut && rows !== undefined ? { validRowCount, invalidRowCount, rows } : {}),
  };
}

/**
 * Returns no rows during an outage, or once they are deleted; other errors are thrown. The job has ended and its counts
 * are shown in any case.
 */
function unreadable(error: unknown): JobRowPage[] {
  if (isUnavailable(error) || (error instanceof DomainError && error.code === "ROWS_EXPIRED")) return [];
  throw error;
}

function invalidRow({ record, line, issues }: JobRowReport) {
  const errors = issues
    .filter(({ severity }) => severity === "error")
    .map(({ column, code, value, message, hint }) => ({ column, code, value, message, hint }));
  return { ...record, line, errors };
}
