import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { findMapping, listMappings, type MappingKey, putMapping, removeMapping } from "../../db/mappings/mappings.js";
import { DomainError } from "../../domain/errors.js";
import { pageSchema } from "../answer/page-schema.js";
import type { Caller, HttpDeps, HttpEnv } from "../context.js";
import { entityOf } from "../entities.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { jsonBody } from "../request/body.js";
import { decodeCursor, entityField, nextCursorOf, pageQuery, plainText } from "../request/fields.js";
import { requireScope } from "../request/scopes.js";
import { checkMapping, mappingRequestSchema, mappingResource, storedMappingSchema } from "./definition.js";
import { suggestRoute } from "./suggest.js";

const tags = ["Mappings"];
const path = "/api/mappings/{importerId}/{entity}";
const answer = { content: { "application/json": { schema: storedMappingSchema } } };
const params = z.object({ importerId: plainText(255), entity: entityField });

/** Registers the routes of mappings: what the columns and values of an importer's files mean (contract E). */
export function mappingRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  listRoute(app, deps);
  oneRoutes(app, deps);
  suggestRoute(app, deps);
}

function listRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/mappings",
    operationId: "listMappings",
    tags,
    summary: "Mappings by importer and entity",
    middleware: [allow("read")],
    request: { query: z.strictObject(pageQuery) },
    responses: {
      200: {
        description: "A page of mappings",
        content: {
          "application/json": {
            schema: pageSchema(storedMappingSchema),
          },
        },
      },
      ...problems(400, 401, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const after = decodeCursor(cursor, z.tuple([plainText(255), z.string()]));
    const { tenantId, scopes } = context.get("caller");
    const rows = await listMappings(deps.db.query, { tenantId, scopes, after, limit });
    const nextCursor = nextCursorOf(rows, limit, (last) => [last.importerId, last.entity]);
    return context.json({ items: rows.map(mappingResource), nextCursor }, 200);
  });
}

function oneRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const get = createRoute({
    method: "get",
    path,
    operationId: "getMapping",
    tags,
    summary: "The mapping of an importer and an entity",
    middleware: [allow("read")],
    request: { params },
    responses: { 200: { description: "The mapping", ...answer }, ...problems(400, 401, 403, 404, 503) },
  });
  app.openapi(get, async (context) => {
    const mapping = await findMapping(deps.db.query, keyOf(context.get("caller"), context.req.valid("param")));
    if (!mapping) throw notFound();
    return context.json(mappingResource(mapping), 200);
  });

  const put = createRoute({
    method: "put",
    path,
    operationId: "putMapping",
    tags,
    summary: "Say what the columns and values of an importer's files mean",
    description:
      "`columns` name fields, or null for a column that is left out; `constants` stand where a cell is empty or a column is missing; `values` say what a field's values are called in the file; `dates` say how times without a zone are written and which zone they have. It holds for jobs that are accepted from now on, and they read every row again.",
    middleware: [allow("import"), ...jsonBody(deps.config)],
    request: { params, body: { required: true, content: { "application/json": { schema: mappingRequestSchema } } } },
    responses: {
      200: { description: "The mapping", ...answer },
      ...problems(400, 401, 403, 404, 408, 413, 415, 422, 503),
    },
  });
  app.openapi(put, async (context) => {
    const caller = context.get("caller");
    const definition = context.req.valid("json");
    const key = keyOf(caller, context.req.valid("param"));
    checkMapping(entityOf(key.entity), definition);
    const stored = await deps.db.transaction({ name: "put mapping" }, ({ trx }) =>
      putMapping(trx, key, definition, caller.name),
    );
    return context.json(mappingResource(stored), 200);
  });

  const remove = createRoute({
    method: "delete",
    path,
    operationId: "deleteMapping",
    tags,
    summary: "Take columns and values as the entity declares them",
    middleware: [allow("import")],
    request: { params },
    responses: { 204: { description: "Removed" }, ...problems(400, 401, 403, 404, 503) },
  });
  app.openapi(remove, async (context) => {
    const key = keyOf(context.get("caller"), context.req.valid("param"));
    const removed = await deps.db.transaction({ name: "delete mapping" }, ({ trx }) => removeMapping(trx, key));
    if (!removed) throw notFound();
    return context.body(null, 204);
  });
}

/** Returns the key of a mapping; `FORBIDDEN` if the caller's API key may not access it. */
function keyOf(caller: Caller, { importerId, entity: named }: z.infer<typeof params>): MappingKey {
  const entity = entityOf(named).name;
  requireScope(caller, { entity, importerId });
  return { tenantId: caller.tenantId, importerId, entity };
}

function notFound(): DomainError {
  const hint = "GET /api/mappings lists the mappings.";
  return new DomainError("MAPPING_NOT_FOUND", "There is no mapping of this importer and entity.", hint);
}
