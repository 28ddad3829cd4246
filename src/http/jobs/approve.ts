import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { approveImport } from "../../services/jobs/approve-import.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { momentField } from "../request/fields.js";
import { requireApprover } from "../request/scopes.js";
import { presentJob } from "./present.js";
import { jobSchema } from "./schema.js";
import { jobIdParam, rowsJob } from "./tenant-job.js";

/** Registers the approval of an import's changes by a person (section D 10). */
export function approveRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/jobs/{id}/approve",
    operationId: "approveJob",
    tags: ["Jobs"],
    summary: "Approve what an import would change",
    description:
      "Of a job that is `awaiting_approval`: `rows?outcome=deleted` lists what would go. The import is decided again; it asks again if it would delete a row that was not listed, or create or update more than were shown. `askedAt` says which question is answered, as the job's `approval` has it: with it, repeating changes nothing; without, a repetition answers the question that is asked by then. 409 with `state` where nothing was asked, or something else. 403 `SECOND_APPROVER_NEEDED` where the key asked for the import itself, and the tenant wants another one to approve.",
    middleware: [allow("import")],
    request: { params: jobIdParam, query: z.strictObject({ askedAt: momentField.optional() }) },
    responses: {
      202: { description: "Approved: the job", content: { "application/json": { schema: jobSchema } } },
      ...problems(400, 401, 403, 404, 409, 503),
    },
  });
  app.openapi(route, async (context) => {
    const caller = context.get("caller");
    requireApprover(caller);
    const { askedAt = null } = context.req.valid("query");
    const job = await rowsJob(deps, caller, context.req.valid("param").id);
    const approved = await approveImport(deps, job, { approvedBy: caller.name, askedAt });
    return context.json(await presentJob(deps, approved), 202);
  });
}
