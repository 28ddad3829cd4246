import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { listFindings } from "../../db/integrity/list-findings.js";
import { findingsOfJob } from "../../services/results/global-validation.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { codeFilter, findingPageSchema, findingQuery, pageOfFindings, placeOf } from "./finding-page.js";
import { jobIdParam, rowsJob } from "./tenant-job.js";

/** Registers the list of the findings that a job left (contract C). */
export function integrityRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/jobs/{id}/integrity",
    operationId: "listFindings",
    tags: ["Jobs"],
    summary: "What the global validation found",
    description: "Describes the whole database as the job left it, or, for a dry run, as it would have left it.",
    middleware: [allow("read")],
    request: { params: jobIdParam, query: z.strictObject({ ...findingQuery, code: codeFilter }) },
    responses: {
      200: { description: "A page of findings", content: { "application/json": { schema: findingPageSchema } } },
      ...problems(400, 401, 404, 409, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { limit, cursor, entity, code } = context.req.valid("query");
    const job = await rowsJob(deps, context.get("caller"), context.req.valid("param").id);
    const after = placeOf(cursor);
    const of = findingsOfJob(job);
    const found = of === null ? [] : await listFindings(deps.db.query, of, { entity, code, after, limit });
    return context.json(pageOfFindings(found, limit), 200);
  });
}
