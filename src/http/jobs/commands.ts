import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { JobRow } from "../../db/jobs/jobs.js";
import { isTerminal } from "../../domain/job.js";
import { JobStateError } from "../../domain/job-state-error.js";
import { cancelJob, cancelledBy } from "../../services/jobs/cancel-job.js";
import { retryRequest } from "../../services/jobs/retry-import.js";
import { startImport } from "../../services/jobs/start-import.js";
import { jobLinks } from "../answer/links.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { shortBody } from "../request/body.js";
import { idempotencyHeaders, repeatable } from "../request/idempotency.js";
import { presentJob } from "./present.js";
import { jobSchema } from "./schema.js";
import { jobIdParam, tenantJob } from "./tenant-job.js";

const tags = ["Jobs"];

/**
 * Registers the commands on a job. The answer is the job afterwards, or an error with its state if that does not allow
 * the command.
 */
export function jobCommandRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  cancelRoute(app, deps);
  retryRoute(app, deps);
}

function cancelRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/jobs/{id}/cancel",
    operationId: "cancelJob",
    tags,
    summary: "Cancel a job",
    description:
      "At any stage, also without workers and without Temporal; nothing of the file stays stored. Mostly `cancelled` in the answer; `cancelling` where an outage delays the rest, which goes on by itself. Repeating it changes nothing. 409 with `state` when the job had ended before.",
    middleware: [allow("import")],
    request: { params: jobIdParam },
    responses: {
      202: { description: "Cancelled: the job", content: { "application/json": { schema: jobSchema } } },
      ...problems(401, 403, 404, 409, 503),
    },
  });
  app.openapi(route, async (context) => {
    const caller = context.get("caller");
    const job = await tenantJob(deps, caller, context.req.valid("param").id);
    const now = await cancelJob(deps, deps.imports, job, cancelledBy(`the key ${caller.name}`, job));
    if (isTerminal(now.state) && now.state !== "cancelled") throw endedBefore(now);
    deps.placeFreed(caller.tenantId);
    if (now.state !== "cancelled") context.header("Retry-After", "1");
    return context.json(await presentJob(deps, now), 202);
  });
}

function retryRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const answering = {
    waitMs: () => 0,
    async answer(context: Context<HttpEnv>, retry: JobRow) {
      const resource = await presentJob(deps, retry);
      context.header("Location", resource.links.self);
      context.header("Retry-After", "1");
      return context.json(resource, 202);
    },
  };
  const route = createRoute({
    method: "post",
    path: "/api/jobs/{id}/retry",
    operationId: "retryJob",
    tags,
    summary: "Try a job again",
    description:
      "A new job with the same options, `retryOf` and the bytes that the job had pinned, even if its path holds others by now. For jobs that failed, were cancelled, or have rejected rows; 409 with `state` for others, 410 where the bytes were deleted. A job is retried once: repeating it gives the same new job, to which an `Idempotency-Key` of the repetition belongs from then on.",
    middleware: [allow("import"), shortBody(deps.config), repeatable(deps, answering)],
    request: { params: jobIdParam, headers: idempotencyHeaders },
    responses: {
      202: {
        description: "The new job, with its Location",
        content: { "application/json": { schema: jobSchema } },
        links: jobLinks,
      },
      ...problems(400, 401, 403, 404, 409, 410, 408, 413, 422, 429, 503, 507),
    },
  });
  app.openapi(route, async (context) => {
    const caller = context.get("caller");
    const job = await tenantJob(deps, caller, context.req.valid("param").id);
    const request = retryRequest(job, caller.name, context.get("asked"));
    return answering.answer(context, await startImport(deps, request, { waitMs: 0, signal: context.req.raw.signal }));
  });
}

function endedBefore({ state }: JobRow): JobStateError {
  return new JobStateError(state, `The job had ended before: it is ${state}.`, "GET /api/jobs/{id} shows its outcome.");
}
