import { randomUUID } from "node:crypto";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { findSchedule, listSchedules, type ScheduleRow } from "../db/schedules.js";
import { isCron } from "../domain/cron.js";
import { findEntity } from "../domain/entities/index.js";
import { isTimeZone } from "../domain/fields/standards.js";
import type { ScheduleDefinition } from "../domain/schedule.js";
import { scheduleNotFound } from "../imports/accept-import.js";
import { changeSchedule, createSchedule, pauseSchedule, removeSchedule, resumeSchedule } from "../imports/schedules.js";
import { allow } from "./auth.js";
import type { Caller, HttpDeps, HttpEnv } from "./context.js";
import { unknownEntity } from "./entities.js";
import { importRequestSchema } from "./imports.js";
import { scheduleLinks } from "./links.js";
import { problems } from "./openapi.js";
import { jsonBody } from "./request-body.js";
import { availableMode, decodeCursor, encodeCursor, pageQuery, plainText } from "./request-fields.js";
import { presentSchedule, scheduleResource, scheduleSchema, shownScheduleSchema } from "./schedule-resource.js";
import { triggerRoute } from "./trigger-schedule.js";

const tags = ["Schedules"];
const scheduleIdParam = z.object({ id: z.string().openapi({ format: "uuid" }) });
const year = 366 * 24 * 60 * 60;

const fields = {
  name: plainText(100),
  cron: z
    .string()
    .refine(isCron, "is not a cron of five parts")
    .optional()
    .openapi({ example: "30 2 * * *", description: "Either this or everySeconds." }),
  everySeconds: z.int().min(1).max(year).optional(),
  timeZone: z
    .string()
    .refine(isTimeZone, "is not an IANA time zone")
    .openapi({ example: "Europe/Vienna", description: "The cron's: its hours are those of the clocks there." }),
  catchUpSeconds: z.int().min(10).max(year).openapi({
    description: "A run that could not start at its time starts up to so much later, else it is missed; default 3600.",
  }),
  jitterSeconds: z.int().min(0).max(86_400).openapi({
    description: "Up to so many seconds are added to each time, by chance; default 0.",
  }),
  skipIfUnchanged: z.boolean().openapi({
    description: "Whether a run is left out when the asset is the one that was last imported in full; default true.",
  }),
  pauseAfterFailures: z.int().min(1).max(1_000).nullable().openapi({
    description: "After so many imports that failed in a row it is paused; null (default): never.",
  }),
};

const creationSchema = z
  .strictObject({
    ...fields,
    import: importRequestSchema,
    catchUpSeconds: fields.catchUpSeconds.optional(),
    jitterSeconds: fields.jitterSeconds.optional(),
    skipIfUnchanged: fields.skipIfUnchanged.optional(),
    pauseAfterFailures: fields.pauseAfterFailures.optional(),
  })
  .refine(({ cron, everySeconds }) => (cron === undefined) !== (everySeconds === undefined), {
    message: "needs either cron or everySeconds",
  })
  .openapi("ScheduleRequest", {
    oneOf: [{ required: ["cron"] }, { required: ["everySeconds"] }],
    example: {
      ...{ name: "nightly", cron: "30 2 * * *", timeZone: "Europe/Vienna" },
      import: { entity: "courseGroupInPersonEvent", asset: "nightly/events.csv" },
    },
  });

const changeSchema = z
  .strictObject({ ...fields, import: importRequestSchema.partial() })
  .partial()
  .refine(({ cron, everySeconds }) => cron === undefined || everySeconds === undefined, {
    message: "takes either cron or everySeconds",
  })
  .openapi("ScheduleChange", {
    not: { required: ["cron", "everySeconds"] },
    example: { everySeconds: 3_600, skipIfUnchanged: false },
  });

type Change = z.infer<typeof changeSchema>;

/** Contract C's schedules. */
export function scheduleRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  createRoutes(app, deps);
  readRoutes(app, deps);
  changeRoutes(app, deps);
  triggerRoute(app, deps, (tenantId, id) => tenantSchedule(deps, tenantId, id));
}

/** A schedule of the caller's tenant; an id that is none, or of another tenant, is the same as one that never was. */
async function tenantSchedule({ db }: Pick<HttpDeps, "db">, tenantId: string, id: string): Promise<ScheduleRow> {
  const row = z.uuid().safeParse(id).success ? await findSchedule(db.query, id) : undefined;
  if (row?.tenantId !== tenantId) throw scheduleNotFound();
  return row;
}

/** A schedule as it is where a request says nothing. */
function unsaid({ tenantId, name: requestedBy }: Caller): ScheduleDefinition {
  return {
    ...{ id: randomUUID(), tenantId, requestedBy, name: "", entity: "", assetPath: "", importerId: requestedBy },
    ...{ mode: "upsert", dryRun: false, onInvalid: "skip", globalValidation: true },
    ...{ cron: null, everySeconds: null, timeZone: "UTC", catchUpSeconds: 3_600, jitterSeconds: 0 },
    ...{ skipIfUnchanged: true, pauseAfterFailures: null },
  };
}

/** What a request makes of a schedule; what it leaves out stays. */
function changed(now: ScheduleDefinition, { import: asked = {}, ...change }: Change): ScheduleDefinition {
  const { cron, everySeconds, pauseAfterFailures } = change;
  if (asked.entity !== undefined && !findEntity(asked.entity)) throw unknownEntity();
  return {
    ...now,
    name: change.name ?? now.name,
    entity: asked.entity ?? now.entity,
    assetPath: asked.asset ?? now.assetPath,
    importerId: asked.importerId ?? now.importerId,
    mode: availableMode(asked.mode ?? now.mode),
    dryRun: asked.dryRun ?? now.dryRun,
    onInvalid: asked.onInvalid ?? now.onInvalid,
    globalValidation: asked.globalValidation ?? now.globalValidation,
    cron: cron ?? (everySeconds === undefined ? now.cron : null),
    everySeconds: everySeconds ?? (cron === undefined ? now.everySeconds : null),
    timeZone: change.timeZone ?? now.timeZone,
    catchUpSeconds: change.catchUpSeconds ?? now.catchUpSeconds,
    jitterSeconds: change.jitterSeconds ?? now.jitterSeconds,
    skipIfUnchanged: change.skipIfUnchanged ?? now.skipIfUnchanged,
    pauseAfterFailures: pauseAfterFailures === undefined ? now.pauseAfterFailures : pauseAfterFailures,
  };
}

const shown = { content: { "application/json": { schema: shownScheduleSchema } } };

function show(deps: HttpDeps, { tenantId }: Caller, id: string) {
  return presentSchedule(deps, () => tenantSchedule(deps, tenantId, id));
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
      ...problems(400, 401, 403, 404, 408, 413, 415, 503),
    },
  });
  app.openapi(route, async (context) => {
    const caller = context.get("caller");
    const { id } = await createSchedule(deps, changed(unsaid(caller), context.req.valid("json")));
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
            schema: z.object({ items: z.array(scheduleSchema), nextCursor: z.string().nullable() }),
          },
        },
      },
      ...problems(400, 401, 503),
    },
  });
  app.openapi(list, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const after = decodeCursor(cursor, z.tuple([z.int().min(0), z.uuid()]));
    const rows = await listSchedules(deps.db.query, {
      tenantId: context.get("caller").tenantId,
      limit,
      after: after && { createdMicroseconds: after[0], id: after[1] },
    });
    const last = rows.length === limit ? rows.at(-1) : undefined;
    const nextCursor = last ? encodeCursor([last.createdMicroseconds, last.id]) : null;
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
    responses: { 200: { description: "The schedule", ...shown }, ...problems(400, 401, 403, 404, 408, 413, 415, 503) },
  });
  app.openapi(change, async (context) => {
    const caller = context.get("caller");
    const { tenantId, id } = await tenantSchedule(deps, caller.tenantId, context.req.valid("param").id);
    const body = context.req.valid("json");
    await changeSchedule(deps, { tenantId, id }, (now) => changed(now, body));
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
    const { tenantId, id } = await tenantSchedule(deps, context.get("caller").tenantId, context.req.valid("param").id);
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
      const { tenantId, id } = await tenantSchedule(deps, caller.tenantId, context.req.valid("param").id);
      await run(deps, { tenantId, id }, `${verb}d by ${caller.name}`);
      return context.json(await show(deps, caller, id), 200);
    });
  }
}
