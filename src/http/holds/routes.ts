import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { findHold, type HoldKey, type HoldRow, listHolds, putHold, removeHold } from "../../db/holds/holds.js";
import { DomainError } from "../../domain/errors.js";
import { holdFields } from "../../domain/hold.js";
import { pageSchema } from "../answer/page-schema.js";
import type { Caller, HttpDeps, HttpEnv } from "../context.js";
import { entityOf } from "../entities.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { jsonBody } from "../request/body.js";
import { decodeCursor, entityField, nextCursorOf, pageQuery, plainText } from "../request/fields.js";
import { requireScope } from "../request/scopes.js";

const tags = ["Holds"];
const path = "/api/holds/{importerId}/{entity}";
const params = z.object({ importerId: plainText(255), entity: entityField });

/** Built from the domain's fields: only a schema that is created here can have an OpenAPI part. */
export const holdRequestSchema = z
  .strictObject({
    createdPercent: holdFields.createdPercent.default(null).openapi({
      description:
        "Most rows created unasked, of those that the importer owns; a first file creates as many as it likes.",
    }),
    updatedPercent: holdFields.updatedPercent.default(null).openapi({
      description: "Most rows updated unasked, of those that the importer owns.",
    }),
    deletedPercent: holdFields.deletedPercent.default(null).openapi({
      description: "Most rows deleted unasked, in place of BULKHEAD_MAX_DELETED_PERCENT.",
    }),
    rows: holdFields.rows.default(null).openapi({
      description: "Most rows created, updated and deleted together; also in place of BULKHEAD_MAX_DELETED_ROWS.",
    }),
  })
  .openapi("HoldRequest", { example: { createdPercent: 20, updatedPercent: 50 } });

export const holdResourceSchema = z
  .object({
    importerId: z.string(),
    entity: z.string(),
    ...holdFields,
    changedBy: z.string(),
    changedAt: z.iso.datetime(),
  })
  .openapi("Hold");
const answer = { content: { "application/json": { schema: holdResourceSchema } } };

/** Registers the limits on what an importer's files may change without an approval (contract E). */
export function holdRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  readRoutes(app, deps);
  changeRoutes(app, deps);
}

function readRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const list = createRoute({
    method: "get",
    path: "/api/holds",
    operationId: "listHolds",
    tags,
    summary: "Holds by importer and entity",
    middleware: [allow("read")],
    request: { query: z.strictObject(pageQuery) },
    responses: {
      200: {
        description: "A page of holds",
        content: { "application/json": { schema: pageSchema(holdResourceSchema) } },
      },
      ...problems(400, 401, 503),
    },
  });
  app.openapi(list, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const after = decodeCursor(cursor, z.tuple([plainText(255), z.string()]));
    const { tenantId, scopes } = context.get("caller");
    const rows = await listHolds(deps.db.query, { tenantId, scopes, after, limit });
    const nextCursor = nextCursorOf(rows, limit, (last) => [last.importerId, last.entity]);
    return context.json({ items: rows.map(holdResource), nextCursor }, 200);
  });

  const get = createRoute({
    method: "get",
    path,
    operationId: "getHold",
    tags,
    summary: "How much an importer's files may change unasked",
    middleware: [allow("read")],
    request: { params },
    responses: { 200: { description: "The hold", ...answer }, ...problems(400, 401, 403, 404, 503) },
  });
  app.openapi(get, async (context) => {
    const hold = await findHold(deps.db.query, keyOf(context.get("caller"), context.req.valid("param")));
    if (!hold) throw notFound();
    return context.json(holdResource(hold), 200);
  });
}

function changeRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const put = createRoute({
    method: "put",
    path,
    operationId: "putHold",
    tags,
    summary: "Say how much an importer's files may change unasked",
    description:
      "An import that would change more waits in `awaiting_approval`, in any mode, and says why in `approval.reasons`. What is left out, or null, has no bound; deletions then have those of the settings.",
    middleware: [allow("admin"), ...jsonBody(deps.config)],
    request: { params, body: { required: true, content: { "application/json": { schema: holdRequestSchema } } } },
    responses: {
      200: { description: "The hold", ...answer },
      ...problems(400, 401, 403, 404, 408, 413, 415, 422, 503),
    },
  });
  app.openapi(put, async (context) => {
    const caller = context.get("caller");
    const hold = context.req.valid("json");
    const key = keyOf(caller, context.req.valid("param"));
    const stored = await deps.db.transaction({ name: "put hold" }, ({ trx }) => putHold(trx, key, hold, caller.name));
    return context.json(holdResource(stored), 200);
  });

  const remove = createRoute({
    method: "delete",
    path,
    operationId: "deleteHold",
    tags,
    summary: "Let an importer's files change what the settings allow",
    middleware: [allow("admin")],
    request: { params },
    responses: { 204: { description: "Removed" }, ...problems(400, 401, 403, 404, 503) },
  });
  app.openapi(remove, async (context) => {
    const key = keyOf(context.get("caller"), context.req.valid("param"));
    const removed = await deps.db.transaction({ name: "delete hold" }, ({ trx }) => removeHold(trx, key));
    if (!removed) throw notFound();
    return context.body(null, 204);
  });
}

function holdResource({ changedAt, importerId, entity, ...row }: HoldRow): z.infer<typeof holdResourceSchema> {
  const { createdPercent, updatedPercent, deletedPercent, rows, changedBy } = row;
  const limits = { createdPercent, updatedPercent, deletedPercent, rows };
  return { importerId, entity, ...limits, changedBy, changedAt: changedAt.toISOString() };
}

/** Returns the key of a hold; `FORBIDDEN` if the caller's API key may not access it. */
function keyOf(caller: Caller, { importerId, entity: named }: z.infer<typeof params>): HoldKey {
  const entity = entityOf(named).name;
  requireScope(caller, { entity, importerId });
  return { tenantId: caller.tenantId, importerId, entity };
}

function notFound(): DomainError {
  return new DomainError(
    "HOLD_NOT_FOUND",
    "There is no hold of this importer and entity.",
    "GET /api/holds lists them.",
  );
}
