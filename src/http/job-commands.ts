import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { JobRow } from "../db/jobs.js";
import { isTerminal } from "../domain/job.js";
import { JobStateError } from "../domain/job-state-error.js";
import { cancelJob, cancelledBy } from "../temporal/cancel-job.js";
import { allow } from "./auth.js";
import type { HttpDeps, HttpEnv } from "./context.js";
import { jobSchema, presentJob } from "./job-resource.js";
import { jobIdParam, tenantJob } from "./jobs.js";
import { problems } from "./openapi.js";

const tags = ["Jobs"];

/** What can be asked of a job: answered with the job as it then is, or with its true state where that makes no sense. */
export function jobCommandRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  cancelRoute(app, deps);
}

function cancelRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/jobs/{id}/cancel",
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
    const { tenantId, name } = context.get("caller");
    const job = await tenantJob(deps, tenantId, context.req.valid("param").id);
    const now = await cancelJob(deps, deps.imports, job, cancelledBy(`the key ${name}`));
    if (isTerminal(now.state) && now.state !== "cancelled") throw endedBefore(now);
    deps.placeFreed(tenantId);
    if (now.state !== "cancelled") context.header("Retry-After", "1");
    return context.json(await presentJob(deps, now), 202);
  });
}

function endedBefore({ state }: JobRow): JobStateError {
  return new JobStateError(state, `The job had ended before: it is ${state}.`, "GET /api/jobs/{id} shows its outcome.");
}
