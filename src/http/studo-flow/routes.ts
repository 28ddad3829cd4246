import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { findKeyedJob } from "../../db/jobs/idempotency-keys.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { entityList } from "../../domain/entities/index.js";
import { type Entity, listName } from "../../domain/entity.js";
import { defaultOptions, optionsWith } from "../../domain/import-options.js";
import { isTerminal } from "../../domain/job.js";
import { jsonSample, xmlSample } from "../../domain/sample.js";
import { fingerprintUnder } from "../../secret-key.js";
import { receiveFile } from "../../services/assets/receive-file.js";
import { listTypes, typedList } from "../../services/assets/typed-list.js";
import { repeated } from "../../services/jobs/repeated-request.js";
import { followImport, startImport } from "../../services/jobs/start-import.js";
import { capitalized } from "../../services/results/warning-text.js";
import { acceptedLinks } from "../answer/links.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { jobIdParam, rowsJob } from "../jobs/tenant-job.js";
import { problems, withTooMany } from "../openapi.js";
import { type GuardedRoute, pathParam, rawRoute } from "../raw-route.js";
import { allow } from "../request/auth.js";
import { announcedLength, limitedBody, sha256Of } from "../request/body.js";
import { dryRunText, modeField, onInvalidField, queryOf, requiredImporterIdField, shaped } from "../request/fields.js";
import { idempotencyHeaders, idempotencyKeyOf, requestText } from "../request/idempotency.js";
import { importOf, requireScope } from "../request/scopes.js";
import { isGzipped } from "../request/unpacked-body.js";
import { uploading } from "../request/uploading.js";
import { importResult, prefix, resultSchema } from "./present.js";

const tags = ["Entity list import"];

const querySchema = z.strictObject({
  importerId: requiredImporterIdField,
  runGlobalIntegrityCheck: z
    .enum(["true", "false"])
    .default("true")
    .openapi({ description: "Whether the answer has the validation of the whole database." }),
  dryRun: dryRunText.optional(),
  mode: modeField.optional(),
  onInvalid: onInvalidField.optional(),
});

const acceptedSchema = z
  .object({ jobId: z.uuid(), state: z.string(), result: z.null() })
  .openapi("ImportAccepted", { description: "The import goes on; its Location answers the result." });

const result = { content: { "application/json": { schema: resultSchema } } };
const accepted = { content: { "application/json": { schema: acceptedSchema } }, links: acceptedLinks };
const answers = {
  200: { description: "Imported, with warnings or without", ...result },
  202: { description: "Not finished yet", ...accepted },
};

/** The errors of a route under `/import`: the result object, with the message in `exception`. */
function failures(...statuses: number[]) {
  const answer = { description: "Not imported; see `exception`", ...result };
  return { ...problems(), ...Object.fromEntries(withTooMany(statuses).map((status) => [status, answer])) };
}

/** Registers contract B: lists of entities in the body, answered when their import has finished. */
export function studoFlowRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const entities = entityList.filter(({ studoFlow }) => studoFlow !== null);
  sampleRoute(app, entities);
  jobRoute(app, deps);
  for (const entity of entities) listRoute(app, deps, entity);
}

/**
 * The schema of an importable list: it has at least one usable element. Each other element that does not fit the row's
 * schema is skipped with a warning.
 */
function listSchema(entity: Entity) {
  const { fields, name } = entity;
  return {
    type: "array" as const,
    minItems: 1,
    xml: { name: listName(entity), wrapped: true },
    items: { anyOf: [{ $ref: `#/components/schemas/${name}Row` }, {}], xml: { name } },
    contains: { type: "object" as const, required: ["id"], properties: { id: { ...fields.id?.schema } } },
  };
}

function listRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps, entity: Entity): void {
  const { listWaitSeconds, limits, http } = deps.config;
  const path = `${prefix}/${listName(entity)}`;
  const list = listSchema(entity);
  const route: GuardedRoute = {
    method: "post",
    path,
    operationId: `import${capitalized(listName(entity))}`,
    tags,
    summary: `Import a list of ${listName(entity)}`,
    middleware: [allow("import")],
    description: `Waits ${listWaitSeconds} s for the end, then answers 202 and goes on. XML: <${listName(entity)}> with one <${entity.name}> per object, arrays as repeated elements. A body without a content type of its own is known by its first character; Content-Encoding: gzip is unpacked.`,
    request: {
      query: querySchema,
      headers: idempotencyHeaders,
      body: { required: true, content: { "application/json": { schema: list }, "application/xml": { schema: list } } },
    },
    responses: { ...answers, ...failures(400, 401, 403, 408, 415, 422, 429, 500, 503, 507) },
  };
  rawRoute(app, route, async (context) => {
    const { req } = context;
    const caller = context.get("caller");
    const { tenantId } = caller;
    const waiting = { waitMs: listWaitSeconds * 1_000, signal: req.raw.signal };
    const fingerprintOf = (bodySha256: string) =>
      fingerprintUnder(deps.secretKeys, "requests", tenantId)([requestText(context, bodySha256)]);
    const idempotencyKey = idempotencyKeyOf(context);
    const bounds = { maxBytes: limits.maxListBytes, timeoutMs: http.bodyTimeoutMs, hint: "Split it." };
    // A repeated list needs neither room nor a check: it is read only for its hash.
    const earlier = idempotencyKey !== null && (await findKeyedJob(deps.db.query, tenantId, idempotencyKey));
    if (earlier) {
      requireScope(caller, earlier.job);
      const job = repeated(earlier, fingerprintOf(await sha256Of(limitedBody(req, bounds))));
      context.header("Idempotency-Replayed", "true");
      return answer(context, deps, await followImport(deps, job, waiting));
    }
    const query = shaped(querySchema, queryOf(context));
    const asked = importOf(caller, entity.name, query.importerId);
    const { contentType, upload } = await uploading(deps, caller, async () => {
      const { contentType, body } = await typedList(req.header("content-type") ?? "", limitedBody(req, bounds));
      const announcedBytes = isGzipped(req) ? 0 : announcedLength(req);
      const size = { maxBytes: limits.maxListBytes, announcedBytes };
      return { contentType, upload: await receiveFile(deps, tenantId, body, size) };
    });
    try {
      const job = await startImport(
        deps,
        {
          ...asked,
          source: { upload, contentType },
          ...optionsWith(defaultOptions, {
            ...{ mode: query.mode, dryRun: query.dryRun === "true", onInvalid: query.onInvalid },
            globalValidation: query.runGlobalIntegrityCheck === "true",
          }),
          ...{ fingerprint: fingerprintOf(upload.sha256), idempotencyKey },
        },
        waiting,
      );
      return await answer(context, deps, job);
    } finally {
      await upload.discard();
    }
  });
}

/** Answers with the result and status of a finished import, or with 202 and the job's location while it runs. */
async function answer(context: Context<HttpEnv>, deps: HttpDeps, job: JobRow): Promise<Response> {
  if (isTerminal(job.state)) {
    context.header("Content-Location", `${prefix}/jobs/${job.id}`);
    const { status, result: body } = await importResult(deps, job);
    return context.json(body, status);
  }
  context.header("Location", `${prefix}/jobs/${job.id}`);
  context.header("Retry-After", "1");
  return context.json({ jobId: job.id, state: job.state, result: null } satisfies z.infer<typeof acceptedSchema>, 202);
}

function jobRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route: GuardedRoute = {
    method: "get",
    path: `${prefix}/jobs/{id}`,
    operationId: "getImportResult",
    tags,
    summary: "The result of an import that was answered with 202",
    middleware: [allow("read")],
    request: { params: jobIdParam },
    responses: { ...answers, ...failures(400, 401, 404, 409, 500, 503) },
  };
  rawRoute(app, route, async (context) =>
    answer(context, deps, await rowsJob(deps, context.get("caller"), pathParam(context, "id"))),
  );
}

function sampleRoute(app: OpenAPIHono<HttpEnv>, entities: readonly Entity[]): void {
  const byName = new Map(entities.map((entity) => [capitalized(entity.name), entity]));
  const query = z.strictObject({
    entity: z.enum([...byName.keys()]),
    contentType: z.enum(listTypes),
  });
  const route: GuardedRoute = {
    method: "get",
    path: `${prefix}/getSample`,
    operationId: "getSample",
    tags,
    summary: "A list of one object, which can be imported as it is",
    middleware: [allow("admin")],
    request: { query },
    responses: {
      200: {
        description: "The list",
        content: {
          "application/json": { schema: z.array(z.looseObject({})) },
          "application/xml": { schema: z.string() },
        },
      },
      ...failures(400, 401, 403),
    },
  };
  rawRoute(app, route, (context) => {
    const { entity: name, contentType } = shaped(query, queryOf(context));
    const entity = byName.get(name);
    if (!entity) throw new Error("a sample of no entity");
    const sample = contentType === "application/xml" ? xmlSample(entity) : jsonSample(entity);
    return context.body(sample, 200, { "Content-Type": `${contentType}; charset=utf-8` });
  });
}
