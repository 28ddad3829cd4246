import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { startImport } from "../../services/jobs/start-import.js";
import { scheduleRun } from "../../services/schedules/schedule-run.js";
import { jobLinks } from "../answer/links.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { acceptedOrDone, preferHeader } from "../jobs/accepted-answer.js";
import { jobSchema } from "../jobs/schema.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { shortBody } from "../request/body.js";
import { idempotencyHeaders, repeatable } from "../request/idempotency.js";
import { tenantSchedule } from "./tenant-schedule.js";

/**
 * Registers the manual start of a schedule's run. Unlike a run that Temporal starts it has a POST, and is accepted like
 * any other import: with its job in the answer, with an Idempotency-Key, and also while Temporal is down.
 */
export function triggerRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const answering = acceptedOrDone(deps);
  const answer = { content: { "application/json": { schema: jobSchema } } };
  const route = createRoute({
    method: "post",
    path: "/api/schedules/{id}/trigger",
    operationId: "triggerSchedule",
    tags: ["Schedules"],
    summary: "Run a schedule's import now",
    description:
      "Also while it is paused, and with an unchanged asset. 409 while the import before is open: one of a schedule runs at a time.",
    middleware: [allow("import"), shortBody(deps.config), repeatable(deps, answering)],
    request: {
      params: z.object({ id: z.string().openapi({ format: "uuid" }) }),
      headers: idempotencyHeaders.extend(preferHeader),
    },
    responses: {
      200: { description: "With `Prefer: wait`, and finished in time: the job", ...answer, links: jobLinks },
      202: { description: "Accepted: the job, with its Location", ...answer, links: jobLinks },
      ...problems(400, 401, 403, 404, 409, 408, 413, 422, 429, 503, 507),
    },
  });
  app.openapi(route, async (context) => {
    const caller = context.get("caller");
    const schedule = await tenantSchedule(deps, caller, context.req.valid("param").id);
    const request = scheduleRun(schedule, caller.name, context.get("asked"));
    const job = await startImport(deps, request, {
      waitMs: answering.waitMs(context),
      signal: context.req.raw.signal,
    });
    return answering.answer(context, job);
  });
}
