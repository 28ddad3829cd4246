import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { listSchedules } from "../../db/schedules/schedules.js";
import type { ScheduleDefinition } from "../../domain/schedule-definition.js";
import {
  changeSchedule,
  createSchedule,
  pauseSchedule,
  removeSchedule,
  resumeSchedule,
} from "../../services/schedules/change-schedule.js";
import { scheduleLinks } from "../answer/links.js";
import { pageSchema } from "../answer/page-schema.js";
import type { Caller, HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { jsonBody } from "../request/body.js";
import { decodeCursor, nextCursorOf, pageQuery } from "../request/fields.js";
import { reachedPath, requireCredential, requireScope } from "../request/scopes.js";
import { changed, changeSchema, creationSchema, newSchedule } from "./definition.js";
import { presentSchedule, scheduleResource, scheduleSchema, shownScheduleSchema } from "./present.js";
import { tenantSchedule } from "./tenant-schedule.js";
import { triggerRoute } from "./trigger.js";

const tags = ["Schedules"];
const scheduleIdParam = z.object({ id: z.string().openapi({ format: "uuid" }) });
/** Registers the routes of schedules (contract C). */
export function scheduleRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  createRoutes(app, deps);
  readRoutes(app, deps);
  changeRoutes(app, deps);
  triggerRoute(app, deps);
}

const shown = { content: { "application/json": { schema: shownScheduleSchema } } };

/**
 * Returns the schedule if the caller's key may use its entity, importer, file and credential; else throws `FORBIDDEN`.
 */
function requireReach(caller: Caller, schedule: ScheduleDefinition): ScheduleDefinition {
  requireScope(caller, schedule);
  if (schedule.sourceUrl === null) reachedPath(caller, schedule.assetPath);
  requireCredential(caller, schedule.sourceAuth);
  return schedule;
}

function show(deps: HttpDeps, caller: Caller, id: string) {
  return presentSchedule(deps, () => tenantSchedule(deps, caller, id));
}

function createRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "post",
    path: "/api/schedules",
    operationId: "createSchedule",
    tags,
    summary: "Make an import repeat",
    description: "The asset at the path is imported as it is at each time. One import of a schedule runs at a time.",
    middleware: [allow("import"), ...jsonBody(deps.config)],
    request: { body: { required: true, content: { "application/json": { schema: creationSchema } } } },
    responses: {
      201: { description: "The schedule", ...shown, links: scheduleLinks },
      ...problems(400, 401, 403, 404, 408, 413, 415, 422, 503),
    },
  });
  app.openapi(route, async (context) => {
    const caller = context.get("caller");
    const definition = requireReach(caller, changed(newSchedule(caller), context.req.valid("json")));
    const { id } = await createSchedule(deps, definition);
    context.header("Location", `/api/schedules/${id}`);
    return context.json(await show(deps, caller, id), 201);
  });
}

function readRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const list = createRoute({
    method: "get",
    path: "/api/schedules",
    operationId: "listSchedules",
    tags,
    summary: "Schedules, the newest first",
    middleware: [allow("read")],
    request: { query: z.strictObject(pageQuery) },
    responses: {
      200: {
        description: "A page of schedules",
        content: {
          "application/json": {
            schema: pageSchema(scheduleSchema),
          },
        },
      },
      ...problems(400, 401, 503),
    },
  });
  app.openapi(list, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const after = decodeCursor(cursor, z.tuple([z.int().min(0), z.uuid()]));
    const { tenantId, scopes } = context.get("caller");
    const rows = await listSchedules(deps.db.query, {
      ...{ tenantId, scopes, limit },
      after: after && { createdMicroseconds: after[0], id: after[1] },
    });
    const nextCursor = nextCursorOf(rows, limit, (last) => [last.createdMicroseconds, last.id]);
    return context.json({ items: rows.map(scheduleResource), nextCursor }, 200);
  });

  const one = createRoute({
    method: "get",
    path: "/api/schedules/{id}",
    operationId: "getSchedule",
    tags,
    summary: "A schedule, with its next times and its newest runs",
    middleware: [allow("read")],
    request: { params: scheduleIdParam },
    responses: { 200: { description: "The schedule", ...shown }, ...problems(401, 404, 503) },
  });
  app.openapi(one, async (context) =>
    context.json(await show(deps, context.get("caller"), context.req.valid("param").id), 200),
  );
}

function changeRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const change = createRoute({
    method: "patch",
    path: "/api/schedules/{id}",
    operationId: "changeSchedule",
    tags,
    summary: "Change a schedule",
    description: "What the body leaves out stays. A run that is under way goes on as it began.",
    middleware: [allow("import"), ...jsonBody(deps.config)],
    request: {
      params: scheduleIdParam,
      body: { required: true, content: { "application/json": { schema: changeSchema } } },
    },
    responses: {
      200: { description: "The schedule", ...shown },
      ...problems(400, 401, 403, 404, 408, 413, 415, 422, 503),
    },
  });
  app.openapi(change, async (context) => {
    const caller = context.get("caller");
    const { tenantId, id } = await tenantSchedule(deps, caller, context.req.valid("param").id);
    const body = context.req.valid("json");
    await changeSchedule(deps, { tenantId, id }, (now) => requireReach(caller, changed(now, body, caller.name)));
    return context.json(await show(deps, caller, id), 200);
  });

  const remove = createRoute({
    method: "delete",
    path: "/api/schedules/{id}",
    operationId: "deleteSchedule",
    tags,
    summary: "Remove a schedule",
    description: "Its jobs stay; one that is under way goes on.",
    middleware: [allow("import")],
    request: { params: scheduleIdParam },
    responses: { 204: { description: "Removed" }, ...problems(401, 403, 404, 503) },
  });
  app.openapi(remove, async (context) => {
    const { tenantId, id } = await tenantSchedule(deps, context.get("caller"), context.req.valid("param").id);
    await removeSchedule(deps, { tenantId, id });
    return context.body(null, 204);
  });

  for (const [verb, summary, run] of [
    ["pause", "Let no run begin", pauseSchedule],
    ["resume", "Let runs begin again; failures so far are forgotten", resumeSchedule],
  ] as const) {
    const route = createRoute({
      method: "post",
      path: `/api/schedules/{id}/${verb}`,
      operationId: `${verb}Schedule`,
      tags,
      summary,
      middleware: [allow("import")],
      request: { params: scheduleIdParam },
      responses: { 200: { description: "The schedule", ...shown }, ...problems(401, 403, 404, 503) },
    });
    app.openapi(route, async (context) => {
      const caller = context.get("caller");
      const { tenantId, id } = await tenantSchedule(deps, caller, context.req.valid("param").id);
      await run(deps, { tenantId, id }, `${verb}d by ${caller.name}`);
      return context.json(await show(deps, caller, id), 200);
    });
  }
}
