import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { listFindings, tenantFindings } from "../db/integrity/list-findings.js";
import type { HttpDeps, HttpEnv } from "./context.js";
import { codeFilter, findingPageSchema, findingQuery, pageOfFindings, placeOf } from "./jobs/finding-page.js";
import { problems } from "./openapi.js";
import { allow } from "./request/auth.js";
import { importerIdField } from "./request/fields.js";

/** Registers the route that lists the open findings in a tenant's database (contract E). */
export function tenantIntegrityRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/integrity",
    operationId: "listOpenFindings",
    tags: ["Integrity"],
    summary: "What the global validation finds in the database as it is",
    description: "`importerId` chooses findings about rows that the importer owns.",
    middleware: [allow("read")],
    request: {
      query: z.strictObject({ ...findingQuery, rule: codeFilter, importerId: importerIdField.optional() }),
    },
    responses: {
      200: { description: "A page of findings", content: { "application/json": { schema: findingPageSchema } } },
      ...problems(400, 401, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { limit, cursor, entity, rule, importerId } = context.req.valid("query");
    const of = await tenantFindings(deps.db.query, context.get("caller").tenantId);
    const page = { entity, code: rule, importerId, after: placeOf(cursor), limit };
    return context.json(pageOfFindings(await listFindings(deps.db.query, of, page), limit), 200);
  });
}
