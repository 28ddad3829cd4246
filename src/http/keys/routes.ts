import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { listApiKeys } from "../../db/access/list-keys.js";
import { ownFolders, unlimited } from "../../domain/key-scopes.js";
import { roles } from "../../domain/role.js";
import { makeKey, revokeKey, rotateKey } from "../../services/access/keys.js";
import { pageSchema } from "../answer/page-schema.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { jsonBody } from "../request/body.js";
import { decodeCursor, nextCursorOf, pageQuery } from "../request/fields.js";
import { keyResource, keySchema, madeKeySchema, newKeySchema, rotationSchema, shownScopes } from "./resource.js";

const tags = ["Keys"];
const params = z.object({ id: z.uuid() });
const made = { content: { "application/json": { schema: madeKeySchema } } };

/** Registers the routes of a tenant's API keys (contract E). */
export function keyRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  ownRoute(app);
  listRoute(app, deps);
  makeRoutes(app, deps);
  revokeRoute(app, deps);
}

function ownRoute(app: OpenAPIHono<HttpEnv>): void {
  const own = z
    .object({
      ...keySchema.pick({ id: true, name: true, scopes: true }).shape,
      role: z.enum(roles),
      tenant: z.string(),
      folders: z.array(z.string()).nullable().openapi({
        description: "What the paths of assets begin with that the key reaches; null: it reaches all assets.",
      }),
    })
    .openapi("OwnKey");
  const route = createRoute({
    method: "get",
    path: "/api/key",
    operationId: "getOwnKey",
    tags,
    summary: "The key of the request: its role and its scopes",
    middleware: [allow("read")],
    responses: {
      200: { description: "The key", content: { "application/json": { schema: own } } },
      ...problems(401, 503),
    },
  });
  app.openapi(route, (context) => {
    const caller = context.get("caller");
    const { keyId: id, tenantId: tenant, name, role, scopes } = caller;
    const folders = ownFolders(caller);
    return context.json({ id, tenant, name, role, scopes: shownScopes(scopes), folders: folders && [...folders] }, 200);
  });
}

function listRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "get",
    path: "/api/keys",
    operationId: "listKeys",
    tags,
    summary: "Keys, the newest first; without what is secret",
    middleware: [allow("admin")],
    request: { query: z.strictObject(pageQuery) },
    responses: {
      200: { description: "A page of keys", content: { "application/json": { schema: pageSchema(keySchema) } } },
      ...problems(400, 401, 403, 503),
    },
  });
  app.openapi(route, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const after = decodeCursor(cursor, z.tuple([z.int().min(0), z.uuid()]));
    const keys = await listApiKeys(deps.db.query, {
      ...{ tenantId: context.get("caller").tenantId, limit },
      after: after && { createdMicroseconds: after[0], id: after[1] },
    });
    const nextCursor = nextCursorOf(keys, limit, (last) => [last.createdMicroseconds, last.id]);
    return context.json({ items: keys.map(keyResource), nextCursor }, 200);
  });
}

function makeRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const make = createRoute({
    method: "post",
    path: "/api/keys",
    operationId: "makeKey",
    tags,
    summary: "Make a key",
    description: "The answer holds the key itself, and no other one does. A key of role `admin` has no scopes.",
    middleware: [allow("admin"), ...jsonBody(deps.config)],
    request: { body: { required: true, content: { "application/json": { schema: newKeySchema } } } },
    responses: { 201: { description: "The key", ...made }, ...problems(400, 401, 403, 408, 409, 413, 415, 422, 503) },
  });
  app.openapi(make, async (context) => {
    const { name, role, scopes = unlimited, expiresInDays = null } = context.req.valid("json");
    const { tenantId } = context.get("caller");
    const { secret, key } = await makeKey(deps.db, { tenantId, name, role, scopes, expiresInDays });
    return context.json({ ...keyResource(key), secret }, 201);
  });

  const rotate = createRoute({
    method: "post",
    path: "/api/keys/{id}/rotate",
    operationId: "rotateKey",
    tags,
    summary: "Replace a key by a new one",
    description:
      "The new key has the name, the role and the scopes of the old one, and lasts as long as that was to last. The old one stays in force for the overlap, so that its users can change over without a gap.",
    middleware: [allow("admin"), ...jsonBody(deps.config)],
    request: { params, body: { required: true, content: { "application/json": { schema: rotationSchema } } } },
    responses: {
      201: { description: "The new key", ...made },
      ...problems(400, 401, 403, 404, 408, 413, 415, 422, 503),
    },
  });
  app.openapi(rotate, async (context) => {
    const { tenantId } = context.get("caller");
    const { overlapHours } = context.req.valid("json");
    const { secret, key } = await rotateKey(deps.db, { id: context.req.valid("param").id, tenantId, overlapHours });
    return context.json({ ...keyResource(key), secret }, 201);
  });
}

function revokeRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route = createRoute({
    method: "delete",
    path: "/api/keys/{id}",
    operationId: "revokeKey",
    tags,
    summary: "End a key at once",
    description: "Imports and schedules that were asked for with it go on.",
    middleware: [allow("admin")],
    request: { params },
    responses: { 204: { description: "Revoked" }, ...problems(400, 401, 403, 404, 503) },
  });
  app.openapi(route, async (context) => {
    await revokeKey(deps.db, { id: context.req.valid("param").id, tenantId: context.get("caller").tenantId });
    return context.body(null, 204);
  });
}
