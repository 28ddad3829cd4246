import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { listWebhooks } from "../../db/webhooks/webhooks.js";
import {
  makeWebhook,
  patchWebhook,
  removeWebhook,
  rotateWebhook,
  tenantWebhook,
} from "../../services/webhooks/webhooks.js";
import { webhookLinks } from "../answer/links.js";
import { pageSchema } from "../answer/page-schema.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { jsonBody } from "../request/body.js";
import { decodeCursor, nextCursorOf, pageQuery } from "../request/fields.js";
import {
  madeWebhookSchema,
  newWebhookSchema,
  secretRotationSchema,
  webhookChangeSchema,
  webhookResource,
  webhookSchema,
} from "./resource.js";

const tags = ["Webhooks"];
const path = "/api/webhooks/{id}";
const params = z.object({ id: z.uuid() });
const answer = { content: { "application/json": { schema: webhookSchema } } };
const made = { content: { "application/json": { schema: madeWebhookSchema } } };

/** Registers the routes of webhooks, which follow the Standard Webhooks specification (contract E). */
export function webhookRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  readRoutes(app, deps);
  makeRoutes(app, deps);
  changeRoutes(app, deps);
}

function readRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const list = createRoute({
    method: "get",
    path: "/api/webhooks",
    operationId: "listWebhooks",
    tags,
    summary: "Webhooks, the oldest first; without their secrets",
    middleware: [allow("admin")],
    request: { query: z.strictObject(pageQuery) },
    responses: {
      200: {
        description: "A page of webhooks",
        content: { "application/json": { schema: pageSchema(webhookSchema) } },
      },
      ...problems(400, 401, 403, 503),
    },
  });
  app.openapi(list, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const after = decodeCursor(cursor, z.tuple([z.int().min(0), z.uuid()]));
    const webhooks = await listWebhooks(deps.db.query, {
      ...{ tenantId: context.get("caller").tenantId, limit },
      after: after && { createdMicroseconds: after[0], id: after[1] },
    });
    const nextCursor = nextCursorOf(webhooks, limit, (last) => [last.createdMicroseconds, last.id]);
    return context.json({ items: webhooks.map(webhookResource), nextCursor }, 200);
  });

  const get = createRoute({
    method: "get",
    path,
    operationId: "getWebhook",
    tags,
    summary: "A webhook without its secret",
    middleware: [allow("admin")],
    request: { params },
    responses: { 200: { description: "The webhook", ...answer }, ...problems(400, 401, 403, 404, 503) },
  });
  app.openapi(get, async (context) => {
    const webhook = await tenantWebhook(deps, context.get("caller").tenantId, context.req.valid("param").id);
    return context.json(webhookResource(webhook), 200);
  });
}

function makeRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const make = createRoute({
    method: "post",
    path: "/api/webhooks",
    operationId: "makeWebhook",
    tags,
    summary: "Have events sent to a server",
    description:
      "Each event is POSTed to the address, signed as the Standard Webhooks specification (1.0) says, and tried again for days until the server answers 2xx. The answer holds the secret, and no other one does.",
    middleware: [allow("admin"), ...jsonBody(deps.config)],
    request: { body: { required: true, content: { "application/json": { schema: newWebhookSchema } } } },
    responses: {
      201: { description: "The webhook", ...made, links: webhookLinks },
      ...problems(400, 401, 403, 408, 413, 415, 422, 503),
    },
  });
  app.openapi(make, async (context) => {
    const { tenantId, name: createdBy } = context.get("caller");
    const { ca = null, secret: wanted, ...asked } = context.req.valid("json");
    const { secret, webhook } = await makeWebhook(deps, { ...asked, tenantId, createdBy, ca, secret: wanted });
    return context.json({ ...webhookResource(webhook), secret }, 201);
  });

  const rotate = createRoute({
    method: "post",
    path: "/api/webhooks/{id}/rotate",
    operationId: "rotateWebhook",
    tags,
    summary: "Replace a webhook's secret",
    description: "For the overlap, events are signed with both, so that the server can change over without a gap.",
    middleware: [allow("admin"), ...jsonBody(deps.config)],
    request: { params, body: { required: true, content: { "application/json": { schema: secretRotationSchema } } } },
    responses: {
      200: { description: "The webhook with its new secret", ...made },
      ...problems(400, 401, 403, 404, 408, 413, 415, 422, 503),
    },
  });
  app.openapi(rotate, async (context) => {
    const { tenantId } = context.get("caller");
    const { secret: wanted, overlapHours } = context.req.valid("json");
    const { id } = context.req.valid("param");
    const { secret, webhook } = await rotateWebhook(deps, { tenantId, id }, { secret: wanted, overlapHours });
    return context.json({ ...webhookResource(webhook), secret }, 200);
  });
}

function changeRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const change = createRoute({
    method: "patch",
    path,
    operationId: "changeWebhook",
    tags,
    summary: "Change, disable or enable a webhook",
    description: "What is left out stays. Deliveries that wait are sent to the new address.",
    middleware: [allow("admin"), ...jsonBody(deps.config)],
    request: { params, body: { required: true, content: { "application/json": { schema: webhookChangeSchema } } } },
    responses: {
      200: { description: "The webhook", ...answer },
      ...problems(400, 401, 403, 404, 408, 413, 415, 422, 503),
    },
  });
  app.openapi(change, async (context) => {
    const { tenantId } = context.get("caller");
    const { id } = context.req.valid("param");
    const webhook = await patchWebhook(deps, { tenantId, id }, context.req.valid("json"));
    return context.json(webhookResource(webhook), 200);
  });

  const remove = createRoute({
    method: "delete",
    path,
    operationId: "deleteWebhook",
    tags,
    summary: "Remove a webhook with its deliveries",
    middleware: [allow("admin")],
    request: { params },
    responses: { 204: { description: "Removed" }, ...problems(400, 401, 403, 404, 503) },
  });
  app.openapi(remove, async (context) => {
    await removeWebhook(deps, context.get("caller").tenantId, context.req.valid("param").id);
    return context.body(null, 204);
  });
}
