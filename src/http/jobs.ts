import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { findingsOfJob, listFindings } from "../db/integrity/list-findings.js";
import { findTenantJob, type JobRow, listJobs } from "../db/jobs.js";
import { DomainError } from "../domain/errors.js";
import { type FindingCode, findingCodes } from "../domain/integrity-rule.js";
import { type IssueCode, issueCodes } from "../domain/issue.js";
import { isTerminal, jobStates } from "../domain/job.js";
import { readJobRows } from "../imports/job-rows.js";
import { readStoredRows, type StoredRowQuery } from "../imports/job-stored-rows.js";
import { allow } from "./auth.js";
import type { HttpDeps, HttpEnv } from "./context.js";
import { issueSchema, jobSchema, presentJob, presentListedJob } from "./job-resource.js";
import { problems } from "./openapi.js";
import {
  decodeCursor,
  encodeCursor,
  entityFilter,
  importerIdField,
  pageQuery,
  plainText,
  rowIdField,
} from "./request-fields.js";

export const jobIdParam = z.object({ id: z.string().openapi({ format: "uuid" }) });

function jobNotFound(): DomainError {
  return new DomainError("JOB_NOT_FOUND", "There is no job of this id.", "GET /api/jobs lists those there are.");
}

const tags = ["Jobs"];
/** Rows of the file, and rows of the store. */
const rowOutcomes = ["valid", "invalid", "deleted", "moved_on"] as const;

/** Jobs, as contract C shows them. */
export function jobRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  listRoute(app, deps);
  getRoute(app, deps);
  rowsRoute(app, deps);
  integrityRoute(app, deps);
}

/** A job of the caller's tenant; an id that is none, or of another tenant, is the same as one that never was. */
export async function tenantJob({ db }: Pick<HttpDeps, "db">, tenantId: string, id: string) {
  const job = z.uuid().safeParse(id).success ? await findTenantJob(db.query, tenantId, id) : undefined;
  if (!job) throw jobNotFound();
  return job;
}

function listRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/jobs",
    operationId: "listJobs",
    tags,
    summary: "Jobs, the newest first",
    middleware: [allow("read")],
    request: {
      query: z.strictObject({
        ...pageQuery,
        state: z.enum(jobStates).optional(),
        entity: entityFilter.optional(),
        importerId: importerIdField.optional(),
        scheduleId: z.uuid().optional(),
      }),
    },
    responses: {
      200: {
        description: "A page of jobs",
        content: {
          "application/json": { schema: z.object({ items: z.array(jobSchema), nextCursor: z.string().nullable() }) },
        },
      },
      ...problems(400, 401, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { limit, cursor, ...filter } = context.req.valid("query");
    const after = decodeCursor(cursor, z.tuple([z.int().min(0), z.uuid()]));
    const jobs = await listJobs(deps.db.query, {
      ...filter,
      tenantId: context.get("caller").tenantId,
      limit,
      after: after && { createdMicroseconds: after[0], id: after[1] },
    });
    const items = await Promise.all(jobs.map((job) => presentListedJob(deps, job)));
    const last = jobs.length === limit ? jobs.at(-1) : undefined;
    return context.json({ items, nextCursor: last ? encodeCursor([last.createdMicroseconds, last.id]) : null }, 200);
  });
}

function getRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/jobs/{id}",
    operationId: "getJob",
    tags,
    summary: "A job",
    middleware: [allow("read")],
    request: { params: jobIdParam },
    responses: {
      200: { description: "The job", content: { "application/json": { schema: jobSchema } } },
      ...problems(401, 404, 503),
    },
  });
  app.openapi(route, async (context) => {
    const job = await tenantJob(deps, context.get("caller").tenantId, context.req.valid("param").id);
    if (!isTerminal(job.state)) context.header("Retry-After", "1");
    return context.json(await presentJob(deps, job), 200);
  });
}

const rowPageSchema = z.object({
  items: z.array(
    z.object({
      line: z.int().nullable().openapi({ description: "null for rows of the store" }),
      outcome: z.enum(rowOutcomes),
      record: z.record(z.string(), z.unknown()),
      issues: z.array(issueSchema),
    }),
  ),
  nextCursor: z.string().nullable(),
});

function rowsRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/jobs/{id}/rows",
    operationId: "listRows",
    tags,
    summary: "Rows of a job by outcome, in the order of the file",
    description:
      "Valid rows are known when the job has finished. `deleted`: rows of the store that the job deleted, or would delete, by id; `moved_on`: those that its undoing left alone, as they are now. `code` and `column` choose rows with such an issue, `line` the one that begins there. A page of very long rows, or of rows far apart, holds fewer than `limit`; `nextCursor` is null at the end. 410 when the rows are no longer kept.",
    middleware: [allow("read")],
    request: {
      params: jobIdParam,
      query: z.strictObject({
        ...pageQuery,
        outcome: z.enum(rowOutcomes).default("invalid"),
        code: z
          .string()
          .refine(isIssueCode, "is not an issue code")
          .optional()
          .openapi({ enum: Object.keys(issueCodes) }),
        column: plainText(255).optional(),
        line: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
      }),
    },
    responses: {
      200: {
        description: "A page of rows",
        content: {
          "application/json": { schema: rowPageSchema },
        },
      },
      ...problems(400, 401, 404, 410, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { limit, cursor, line, outcome, ...query } = context.req.valid("query");
    const job = await tenantJob(deps, context.get("caller").tenantId, context.req.valid("param").id);
    if (outcome === "deleted" || outcome === "moved_on") {
      return context.json(await storedRowPage(deps, job, { outcome, cursor, limit }), 200);
    }
    const afterLine = decodeCursor(cursor, z.tuple([z.int().min(0).max(2_147_483_647)]))?.[0] ?? 0;
    const page = line === undefined ? { afterLine, limit } : { afterLine: line - 1, limit: 1 };
    const { rows, nextLine } = await readJobRows(deps, job, { ...query, outcome, ...page });
    const wanted = line === undefined ? rows : rows.filter((found) => found.line === line);
    const items = wanted.map((found) => ({ ...found, issues: [...found.issues] }));
    const isLast = nextLine === null || line !== undefined;
    return context.json({ items, nextCursor: isLast ? null : encodeCursor([nextLine]) }, 200);
  });
}

async function storedRowPage(
  deps: HttpDeps,
  job: JobRow,
  { outcome, cursor, limit }: Pick<StoredRowQuery, "outcome" | "limit"> & { readonly cursor: string | undefined },
): Promise<z.infer<typeof rowPageSchema>> {
  const afterId = decodeCursor(cursor, z.tuple([rowIdField]))?.[0] ?? "";
  const rows = await readStoredRows(deps, job, { outcome, afterId, limit });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  const items = rows.map(({ record }) => ({ line: null, outcome, record, issues: [] }));
  return { items, nextCursor: last ? encodeCursor([last.id]) : null };
}

function integrityRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const finding = z.object({
    entity: z.string(),
    id: z.string(),
    code: z.string().openapi({ enum: Object.keys(findingCodes) }),
    field: z.string(),
    targetEntity: z.string().nullable(),
    targetId: z.string().nullable(),
  });
  const route = createRoute({
    method: "get",
    path: "/api/jobs/{id}/integrity",
    operationId: "listFindings",
    tags,
    summary: "What the global validation found",
    description: "Describes the whole database as the job left it, or, for a dry run, as it would have left it.",
    middleware: [allow("read")],
    request: {
      params: jobIdParam,
      query: z.strictObject({
        ...pageQuery,
        entity: entityFilter.optional(),
        code: z
          .string()
          .refine(isFindingCode, "is not a code of the global validation")
          .optional()
          .openapi({ enum: Object.keys(findingCodes) }),
      }),
    },
    responses: {
      200: {
        description: "A page of findings",
        content: {
          "application/json": { schema: z.object({ items: z.array(finding), nextCursor: z.string().nullable() }) },
        },
      },
      ...problems(400, 401, 404, 503),
    },
  });
  const text = rowIdField.or(z.literal(""));
  app.openapi(route, async (context) => {
    const { limit, cursor, entity, code } = context.req.valid("query");
    const job = await tenantJob(deps, context.get("caller").tenantId, context.req.valid("param").id);
    const after = decodeCursor(cursor, z.tuple([text, z.custom<FindingCode>(isFindingCode), text, text, text]));
    const of = findingsOfJob(job);
    if (of === null) return context.json({ items: [], nextCursor: null }, 200);
    const from = after && { entity: after[0], code: after[1], field: after[2], id: after[3], targetId: after[4] };
    const found = await listFindings(deps.db.query, of, { entity, code, after: from, limit });
    const last = found.length === limit ? found.at(-1) : undefined;
    const items = found.map(({ targetEntity, targetId, ...about }) => {
      return { ...about, targetEntity: targetEntity || null, targetId: targetId || null };
    });
    const next = last && encodeCursor([last.entity, last.code, last.field, last.id, last.targetId]);
    return context.json({ items, nextCursor: next ?? null }, 200);
  });
}

function isFindingCode(code: unknown): code is FindingCode {
  return typeof code === "string" && Object.hasOwn(findingCodes, code);
}

function isIssueCode(code: string): code is IssueCode {
  return Object.hasOwn(issueCodes, code);
}
