import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { JobRow } from "../../db/jobs/jobs.js";
import { entityList } from "../../domain/entities/index.js";
import type { Entity, ThoughtIndustriesEdge } from "../../domain/entity.js";
import { defaultOptions, optionsWith } from "../../domain/import-options.js";
import { startImport } from "../../services/jobs/start-import.js";
import { capitalized } from "../../services/results/warning-text.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { jobIdParam, rowsJob } from "../jobs/tenant-job.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { jsonBody } from "../request/body.js";
import {
  assetPathField,
  dryRunText,
  importerIdField,
  memberField,
  modeField,
  onInvalidField,
  sheetField,
} from "../request/fields.js";
import { idempotencyHeaders, repeatable } from "../request/idempotency.js";
import { importOf, reachedPath } from "../request/scopes.js";
import { backgroundJob, backgroundJobSchema, bulkImport, bulkImportSchema, finishedJob } from "./present.js";

const prefix = "/incoming/v2";

const bodySchema = z
  .strictObject({
    bulkImportAssetPath: assetPathField,
    dryRun: z.boolean().optional(),
  })
  .openapi("BulkImportRequest");

const querySchema = z.strictObject({
  dryRun: dryRunText.optional(),
  importerId: importerIdField.optional(),
  member: memberField.optional(),
  sheet: sheetField.optional(),
  mode: modeField.optional(),
  onInvalid: onInvalidField.optional(),
});

/** Registers contract A: bulk imports of events, and their background jobs. */
export function thoughtIndustriesRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  for (const entity of entityList) if (entity.thoughtIndustries) bulkRoute(app, deps, entity, entity.thoughtIndustries);
  jobRoute(app, deps);
}

function bulkRoute(
  app: OpenAPIHono<HttpEnv>,
  deps: HttpDeps,
  entity: Entity,
  { route: path, answerKey }: ThoughtIndustriesEdge,
): void {
  const answering = {
    waitMs: () => deps.config.waitSeconds * 1_000,
    answer: async (context: Context<HttpEnv>, job: JobRow) =>
      context.json({ data: { [answerKey]: await bulkImport(deps, job) } }, 200),
  };
  const route = createRoute({
    method: "post",
    path: `${prefix}/content/${path}/bulk`,
    operationId: `bulkImport${capitalized(entity.name)}`,
    tags: ["Bulk content import"],
    summary: `Import a CSV of ${entity.label}s`,
    description: `Columns: GET /api/entities/${entity.name}/template.csv. Waits ${deps.config.waitSeconds} s for the end, then answers with the job running.`,
    middleware: [allow("import"), ...jsonBody(deps.config), repeatable(deps, answering)],
    request: {
      headers: idempotencyHeaders,
      query: querySchema,
      body: { required: true, content: { "application/json": { schema: bodySchema } } },
    },
    responses: {
      200: {
        description: "The job, and once it has finished its rows",
        content: { "application/json": { schema: z.object({ data: z.object({ [answerKey]: bulkImportSchema }) }) } },
      },
      ...problems(400, 401, 403, 404, 408, 413, 415, 422, 429, 503, 507),
    },
  });
  app.openapi(route, async (context) => {
    const { bulkImportAssetPath, dryRun } = context.req.valid("json");
    const query = context.req.valid("query");
    const caller = context.get("caller");
    const job = await startImport(
      deps,
      {
        ...importOf(caller, entity.name, query.importerId),
        source: { assetPath: reachedPath(caller, bulkImportAssetPath) },
        // If body and query disagree, it is a dry run, and nothing is stored.
        ...optionsWith(defaultOptions, { ...query, dryRun: dryRun === true || query.dryRun === "true" }),
        ...context.get("asked"),
      },
      { waitMs: answering.waitMs(), signal: context.req.raw.signal },
    );
    return answering.answer(context, job);
  });
}

function jobRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const answer = backgroundJobSchema.extend({
    dryRun: z.boolean().optional(),
    validRowCount: z.int().optional(),
    invalidRowCount: z.int().optional(),
    rows: z.string().optional(),
  });
  const route = createRoute({
    method: "get",
    path: `${prefix}/jobs/{id}`,
    operationId: "getBackgroundJob",
    tags: ["Bulk content import"],
    summary: "A background job",
    middleware: [allow("read")],
    request: { params: jobIdParam },
    responses: {
      200: {
        description: "The job; with counts and a link once it has finished",
        content: { "application/json": { schema: z.object({ data: z.object({ APIBackgroundJob: answer }) }) } },
      },
      ...problems(401, 404, 409, 503),
    },
  });
  app.openapi(route, async (context) => {
    const job = await rowsJob(deps, context.get("caller"), context.req.valid("param").id);
    return context.json({ data: { APIBackgroundJob: { ...backgroundJob(job), ...finishedJob(job) } } }, 200);
  });
}
