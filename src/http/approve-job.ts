import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { approveJob } from "../db/approvals.js";
import type { JobRow } from "../db/jobs.js";
import { JobStateError } from "../domain/job-state-error.js";
import { allow } from "./auth.js";
import type { HttpDeps, HttpEnv } from "./context.js";
import { jobSchema, presentJob } from "./job-resource.js";
import { jobIdParam, tenantJob } from "./jobs.js";
import { problems } from "./openapi.js";
import { momentField } from "./request-fields.js";

/** Somebody agrees to what a snapshot would delete (section D 10). */
export function approveRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/jobs/{id}/approve",
    operationId: "approveJob",
    tags: ["Jobs"],
    summary: "Approve a snapshot's deletions",
    description:
      "Of a job that is `awaiting_approval`: `rows?outcome=deleted` lists what would go. The import is decided anew; should a row go that was not listed, it asks again. `askedAt` says which question is answered, as the job's `approval` has it: with it, repeating changes nothing; without, a repetition answers whatever is asked by then. 409 with `state` where nothing was asked, or something else.",
    middleware: [allow("import")],
    request: { params: jobIdParam, query: z.strictObject({ askedAt: momentField.optional() }) },
    responses: {
      202: { description: "Approved: the job", content: { "application/json": { schema: jobSchema } } },
      ...problems(400, 401, 403, 404, 409, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { tenantId, name } = context.get("caller");
    const { id } = context.req.valid("param");
    await tenantJob(deps, tenantId, id);
    const { askedAt = null } = context.req.valid("query");
    const approved = await approveJob(deps.db.query, id, name, askedAt);
    // Should the message be lost, the starter repeats it.
    if (approved) await deps.imports.signalApproval(approved.workflowId);
    const job = approved ?? (await tenantJob(deps, tenantId, id));
    if (job.approvedAt === null || job.state === "cancelled" || job.state === "failed") throw nothingAsked(job);
    return context.json(await presentJob(deps, job), 202);
  });
}

function nothingAsked({ state }: JobRow): JobStateError {
  if (state === "awaiting_approval") {
    const hint = "Look at the job's approval, and at rows?outcome=deleted, once more.";
    return new JobStateError(state, "The job asks something else by now.", hint);
  }
  const hint = "Only a job that is awaiting_approval can be approved.";
  return new JobStateError(state, `The job does not wait for approval: it is ${state}.`, hint);
}
