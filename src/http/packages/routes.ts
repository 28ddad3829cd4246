import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { JobRow } from "../../db/jobs/jobs.js";
import { DomainError } from "../../domain/errors.js";
import { defaultOptions, optionsWith } from "../../domain/import-options.js";
import { isTerminal } from "../../domain/job.js";
import { packageEntity } from "../../domain/packages/package-entity.js";
import { startImport } from "../../services/jobs/start-import.js";
import { packageLinks } from "../answer/links.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { preferHeader, preferredWait } from "../jobs/accepted-answer.js";
import { jobIdParam, tenantJob } from "../jobs/tenant-job.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { jsonBody } from "../request/body.js";
import { idempotencyHeaders, repeatable } from "../request/idempotency.js";
import { importOf, sourceOf } from "../request/scopes.js";
import { packageDefinition, packageRequestSchema } from "./definition.js";
import { packageResourceSchema, presentPackage } from "./present.js";

const tags = ["Packages"];
const answer = { content: { "application/json": { schema: packageResourceSchema } } };

/** Registers the imports of archives with several files, in the order of their references (contract E). */
export function packageRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const answering = {
    waitMs: (context: Context<HttpEnv>) => preferredWait(context.req.header("prefer")) * 1_000,
    async answer(context: Context<HttpEnv>, job: JobRow) {
      const resource = await presentPackage(deps, job);
      context.header("Location", resource.links.self);
      return context.json(resource, isTerminal(job.state) ? 200 : 202);
    },
  };
  const start = createRoute({
    method: "post",
    path: "/api/packages",
    operationId: "startPackage",
    tags,
    summary: "Import the files of an archive",
    description:
      "Each file becomes a job, in the order of references: what others refer to comes first. One workflow runs them one after the other. A package is a job itself, under `/api/jobs`: cancel, retry and its events are there.",
    middleware: [allow("import"), ...jsonBody(deps.config), repeatable(deps, answering)],
    request: {
      headers: idempotencyHeaders.extend(preferHeader),
      body: { required: true, content: { "application/json": { schema: packageRequestSchema } } },
    },
    responses: {
      200: { description: "With `Prefer: wait`, and finished in time: the package", ...answer, links: packageLinks },
      202: { description: "Accepted: the package, with its Location", ...answer, links: packageLinks },
      ...problems(400, 401, 403, 404, 408, 413, 415, 422, 429, 503, 507),
    },
  });
  app.openapi(start, async (context) => {
    const body = context.req.valid("json");
    const caller = context.get("caller");
    const job = await startImport(
      deps,
      {
        ...importOf(caller, packageEntity, body.importerId),
        source: sourceOf(caller, body),
        package: packageDefinition(body),
        ...optionsWith(defaultOptions, { onInvalid: body.onInvalid }),
        ...context.get("asked"),
      },
      { waitMs: answering.waitMs(context), signal: context.req.raw.signal },
    );
    return answering.answer(context, job);
  });

  const one = createRoute({
    method: "get",
    path: "/api/packages/{id}",
    operationId: "getPackage",
    tags,
    summary: "A package, and what becomes of its files",
    middleware: [allow("read")],
    request: { params: jobIdParam },
    responses: { 200: { description: "The package", ...answer }, ...problems(401, 404, 503) },
  });
  app.openapi(one, async (context) => {
    const job = await tenantJob(deps, context.get("caller"), context.req.valid("param").id);
    if (job.package === null) {
      const hint = `GET /api/jobs/${job.id} shows it.`;
      throw new DomainError("JOB_NOT_FOUND", "The job with this id does not import a package.", hint);
    }
    return context.json(await presentPackage(deps, job), 200);
  });
}
