import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { JobRow } from "../db/jobs.js";
import { findEntity } from "../domain/entities/index.js";
import { isTerminal } from "../domain/job.js";
import { allow } from "./auth.js";
import type { HttpDeps, HttpEnv } from "./context.js";
import { unknownEntity } from "./entities.js";
import { idempotencyHeaders, repeatable } from "./idempotency.js";
import { jobSchema, presentJob } from "./job-resource.js";
import { jobLinks } from "./links.js";
import { problems } from "./openapi.js";
import { jsonBody } from "./request-body.js";
import {
  assetPathField,
  availableMode,
  entityField,
  importerIdField,
  modeField,
  onInvalidField,
} from "./request-fields.js";
import { startImport } from "./start-import.js";

const longestWait = 60;

export const importRequestSchema = z
  .strictObject({
    entity: entityField,
    asset: assetPathField.openapi({ description: "Path of an uploaded asset." }),
    mode: modeField.optional(),
    dryRun: z.boolean().optional(),
    onInvalid: onInvalidField.optional(),
    importerId: importerIdField.optional(),
    globalValidation: z
      .boolean()
      .optional()
      .openapi({ description: "Whether the job shows the global validation of the whole database; default true." }),
  })
  .openapi("ImportRequest");

/** How long the answer may wait for the end of the import. */
export const preferHeader = {
  prefer: z
    .string()
    .optional()
    .openapi({ description: `wait=<seconds>, at most ${longestWait}.`, example: "wait=10" }),
};

/** Contract C's start of an import, for every entity. */
export function importRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const answer = { content: { "application/json": { schema: jobSchema } } };
  const answering = acceptedOrDone(deps);
  const route = createRoute({
    method: "post",
    path: "/api/imports",
    operationId: "startImport",
    tags: ["Imports"],
    summary: "Start an import",
    middleware: [allow("import"), ...jsonBody(deps.config), repeatable(deps, answering)],
    request: {
      headers: idempotencyHeaders.extend(preferHeader),
      body: { required: true, content: { "application/json": { schema: importRequestSchema } } },
    },
    responses: {
      200: { description: "With `Prefer: wait`, and finished in time: the job", ...answer, links: jobLinks },
      202: { description: "Accepted: the job, with its Location", ...answer, links: jobLinks },
      ...problems(400, 401, 403, 404, 408, 413, 415, 422, 429, 503, 507),
    },
  });
  app.openapi(route, async (context) => {
    const body = context.req.valid("json");
    const caller = context.get("caller");
    const entity = findEntity(body.entity);
    if (!entity) throw unknownEntity();
    const job = await startImport(
      deps,
      {
        tenantId: caller.tenantId,
        requestedBy: caller.name,
        importerId: body.importerId ?? caller.name,
        entity,
        source: { assetPath: body.asset },
        mode: availableMode(body.mode),
        dryRun: body.dryRun ?? false,
        onInvalid: body.onInvalid ?? "skip",
        globalValidation: body.globalValidation ?? true,
        ...context.get("asked"),
      },
      { waitMs: answering.waitMs(context), signal: context.req.raw.signal },
    );
    return answering.answer(context, job);
  });
}

/** Contract C's answer: the job, 200 once it has finished, else 202 and where to ask. */
export function acceptedOrDone(deps: HttpDeps) {
  return {
    waitMs: (context: Context<HttpEnv>) => preferredWait(context.req.header("prefer")) * 1_000,
    async answer(context: Context<HttpEnv>, job: JobRow) {
      const resource = await presentJob(deps, job);
      const wait = preferredWait(context.req.header("prefer"));
      context.header("Location", resource.links.self);
      if (wait > 0) context.header("Preference-Applied", `wait=${wait}`);
      if (isTerminal(job.state)) return context.json(resource, 200);
      context.header("Retry-After", "1");
      return context.json(resource, 202);
    },
  };
}

/** RFC 7240; a preference that cannot be read is no preference. */
function preferredWait(prefer: string | undefined): number {
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i.exec(prefer ?? "")?.[1];
  return Math.min(Number(seconds ?? 0), longestWait);
}
