import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { undoImport } from "../../services/jobs/undo-import.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { presentJob } from "./present.js";
import { jobSchema } from "./schema.js";
import { jobIdParam, rowsJob } from "./tenant-job.js";

/** Registers the undo of an import: its rows get back their values from before it. */
export function undoRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/jobs/{id}/undo",
    operationId: "undoJob",
    tags: ["Jobs"],
    summary: "Undo an import",
    description:
      "Takes its turn among the imports of the same importer and entity, and then makes the job `undone`; `undo` tells how it went. Rows that another import changed afterwards are left alone and listed at `rows?outcome=moved_on`. Repeating it changes nothing. 409 with `state` where there is nothing to undo, and `UNDO_EXPIRED` where it is too late.",
    middleware: [allow("import")],
    request: { params: jobIdParam },
    responses: {
      202: { description: "To be undone: the job", content: { "application/json": { schema: jobSchema } } },
      ...problems(401, 403, 404, 409, 503),
    },
  });
  app.openapi(route, async (context) => {
    const caller = context.get("caller");
    const found = await rowsJob(deps, caller, context.req.valid("param").id);
    const job = await undoImport(deps, found, caller.name);
    context.header("Retry-After", "1");
    return context.json(await presentJob(deps, job), 202);
  });
}
