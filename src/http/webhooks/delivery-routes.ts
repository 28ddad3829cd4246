import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { listDeliveries } from "../../db/webhooks/deliveries.js";
import { deliveryStates } from "../../domain/webhooks/delivery.js";
import { redeliver, testWebhook } from "../../services/webhooks/deliveries.js";
import { tenantWebhook } from "../../services/webhooks/webhooks.js";
import { pageSchema } from "../answer/page-schema.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { decodeCursor, nextCursorOf, pageQuery } from "../request/fields.js";
import { deliveryResource, deliverySchema } from "./resource.js";

const tags = ["Webhooks"];
const params = z.object({ id: z.uuid() });
const accepted = {
  202: { description: "It is sent in a moment", content: { "application/json": { schema: deliverySchema } } },
  ...problems(400, 401, 403, 404, 409, 503),
};

/** Registers the routes of deliveries: the events that were sent to webhooks, and their outcomes. */
export function deliveryRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const list = createRoute({
    method: "get",
    path: "/api/webhooks/{id}/deliveries",
    operationId: "listDeliveries",
    tags,
    summary: "The events that a webhook was sent, the newest first",
    middleware: [allow("admin")],
    request: { params, query: z.strictObject({ ...pageQuery, state: z.enum(deliveryStates).optional() }) },
    responses: {
      200: {
        description: "A page of deliveries",
        content: { "application/json": { schema: pageSchema(deliverySchema) } },
      },
      ...problems(400, 401, 403, 404, 503),
    },
  });
  app.openapi(list, async (context) => {
    const { limit, cursor, state } = context.req.valid("query");
    const { tenantId } = context.get("caller");
    const { id: webhookId } = await tenantWebhook(deps, tenantId, context.req.valid("param").id);
    const after = decodeCursor(cursor, z.tuple([z.int().min(0), z.uuid()]));
    const deliveries = await listDeliveries(deps.db.query, {
      ...{ tenantId, webhookId, state, limit },
      after: after && { createdMicroseconds: after[0], id: after[1] },
    });
    const nextCursor = nextCursorOf(deliveries, limit, (last) => [last.createdMicroseconds, last.id]);
    return context.json({ items: deliveries.map(deliveryResource), nextCursor }, 200);
  });

  const test = createRoute({
    method: "post",
    path: "/api/webhooks/{id}/test",
    operationId: "testWebhook",
    tags,
    summary: "Send an event of the type webhook.test",
    middleware: [allow("admin")],
    request: { params },
    responses: accepted,
  });
  app.openapi(test, async (context) => {
    const { tenantId } = context.get("caller");
    const delivery = await testWebhook(deps, { tenantId, webhookId: context.req.valid("param").id });
    return context.json(deliveryResource(delivery), 202);
  });

  const again = createRoute({
    method: "post",
    path: "/api/webhooks/{id}/deliveries/{delivery}/redeliver",
    operationId: "redeliver",
    tags,
    summary: "Send a delivery again",
    description: "One that has ended, or waits for a retry, is sent at once. Its `webhook-id` stays.",
    middleware: [allow("admin")],
    request: { params: params.extend({ delivery: z.uuid() }) },
    responses: accepted,
  });
  app.openapi(again, async (context) => {
    const { tenantId } = context.get("caller");
    const { id: webhookId, delivery: id } = context.req.valid("param");
    const delivery = await redeliver(deps, { tenantId, webhookId, id });
    return context.json(deliveryResource(delivery), 202);
  });
}
