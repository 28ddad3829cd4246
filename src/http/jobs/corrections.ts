import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { correctionsSchema } from "../../domain/corrections.js";
import { correctRejects } from "../../services/corrections/correct-rejects.js";
import { jobLinks } from "../answer/links.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { jsonBody } from "../request/body.js";
import { idempotencyHeaders, repeatable } from "../request/idempotency.js";
import { acceptedOrDone, preferHeader } from "./accepted-answer.js";
import { jobSchema } from "./schema.js";
import { jobIdParam, rowsJob } from "./tenant-job.js";

const requestSchema = correctionsSchema.extend({ dryRun: z.boolean().default(false) }).openapi("Corrections");

/** Registers the import of corrected rejected rows (contract E). */
export function correctionsRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const answer = { content: { "application/json": { schema: jobSchema } } };
  const answering = acceptedOrDone(deps);
  const route = createRoute({
    method: "post",
    path: "/api/jobs/{id}/corrections",
    operationId: "correctRejects",
    tags: ["Jobs"],
    summary: "Correct rejected rows and import them again",
    description:
      "`rows` gives single cells new texts, `replace` puts one text in place of a value wherever an issue names it. A new job with `correctionOf` imports the rows that this changes, and no others, from a file of the shape of `rejects.csv`, which is stored as an asset. It has the options of the first job; a snapshot's corrections are an upsert. 409 with `state` unless the job is complete_with_rejects, 410 when its rows are no longer kept.",
    middleware: [allow("import"), ...jsonBody(deps.config), repeatable(deps, answering)],
    request: {
      params: jobIdParam,
      headers: idempotencyHeaders.extend(preferHeader),
      body: { required: true, content: { "application/json": { schema: requestSchema } } },
    },
    responses: {
      200: { description: "With `Prefer: wait`, and finished in time: the new job", ...answer, links: jobLinks },
      202: { description: "Accepted: the new job, with its Location", ...answer, links: jobLinks },
      ...problems(400, 401, 403, 404, 408, 409, 410, 413, 415, 422, 429, 503, 507),
    },
  });
  app.openapi(route, async (context) => {
    const { dryRun, ...corrections } = context.req.valid("json");
    const caller = context.get("caller");
    const job = await rowsJob(deps, caller, context.req.valid("param").id);
    const request = { corrections, dryRun, requestedBy: caller.name, ...context.get("asked") };
    const waiting = { waitMs: answering.waitMs(context), signal: context.req.raw.signal };
    return answering.answer(context, await correctRejects(deps, job, request, waiting));
  });
}
