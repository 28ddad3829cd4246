import { z } from "@hono/zod-openapi";
import type { DeliveryRow } from "../../db/webhooks/deliveries.js";
import type { WebhookRow } from "../../db/webhooks/webhooks.js";
import { deliveryStates } from "../../domain/webhooks/delivery.js";
import { eventTypes, testEvent } from "../../domain/webhooks/event.js";
import { disabledReasons, longestOverlapHours, usualOverlapHours } from "../../domain/webhooks/webhook.js";

const urlField = z.string().max(2_048).openapi({
  example: "https://campus.example/hooks/imports",
  description:
    "An https address that is public, or in a network that the operator lists: it takes a POST for each event. Or mailto: with up to 20 addresses: they get one mail for the events that become true at once.",
});
const eventsField = z.array(z.enum(eventTypes)).min(1).max(eventTypes.length);
const secretField = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/)
  .openapi({
    description: "What events are signed with: `whsec_`, then 24 to 64 bytes in base64. Without it one is made.",
  });
const caField = z
  .string()
  .regex(/^[\t\r\n -~]{1,65536}$/)
  .nullable()
  .openapi({
    description: "Certificates in PEM that are trusted for the server in place of the public ones; null: those are.",
  });

export const newWebhookSchema = z
  .strictObject({ url: urlField, events: eventsField, secret: secretField.optional(), ca: caField.optional() })
  .openapi("NewWebhook", {
    example: { url: "https://campus.example/hooks/imports", events: ["job.completed", "job.failed"] },
  });

export const webhookChangeSchema = z
  .strictObject({ url: urlField, events: eventsField, ca: caField, enabled: z.boolean() })
  .partial()
  .openapi("WebhookChange", { example: { enabled: true } });

export const secretRotationSchema = z
  .strictObject({
    secret: secretField.optional(),
    overlapHours: z
      .int()
      .min(0)
      .max(longestOverlapHours)
      .default(usualOverlapHours)
      .openapi({ description: "How long the former secret signs as well." }),
  })
  .openapi("WebhookRotation");

export const webhookSchema = z
  .object({
    id: z.uuid(),
    url: z.string(),
    events: z.array(z.enum(eventTypes)),
    ca: z.string().nullable(),
    enabled: z.boolean(),
    disabledAt: z.iso.datetime().nullable(),
    disabledBecause: z.enum(disabledReasons).nullable().openapi({
      description: "An admin asked for it; its server answered 410; or nothing has arrived for five days.",
    }),
    failingSince: z.iso.datetime().nullable().openapi({ description: "Since when every attempt has failed." }),
    formerSecretUntil: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "Until when the former secret signs as well." }),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .openapi("Webhook");

export const madeWebhookSchema = webhookSchema
  .extend({
    secret: z
      .string()
      .nullable()
      .openapi({ description: "What events are signed with; no other answer holds it. Null: events are mailed." }),
  })
  .openapi("MadeWebhook");

export const deliverySchema = z
  .object({
    id: z.uuid().openapi({ description: "The header `webhook-id` of each attempt." }),
    webhookId: z.uuid(),
    event: z.enum([...eventTypes, testEvent]),
    state: z.enum(deliveryStates),
    attempts: z.int().min(0),
    lastAttemptAt: z.iso.datetime().nullable(),
    lastAnswer: z.string().nullable().openapi({
      description: "An HTTP status, or the code of what went wrong before there was one, such as TIMEOUT.",
    }),
    nextAttemptAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    bodies: z.array(z.record(z.string(), z.unknown())).openapi({
      description: "What is sent: the body of one event, or those of the events that a mail tells together.",
    }),
  })
  .openapi("WebhookDelivery");

export function webhookResource(row: WebhookRow): z.infer<typeof webhookSchema> {
  const { id, url, events, ca, disabledAt, disabledBecause, formerUntil, createdBy } = row;
  const signs = formerUntil !== null && formerUntil > new Date();
  return {
    ...{ id, url, events, ca, enabled: disabledAt === null, disabledBecause, createdBy },
    disabledAt: disabledAt?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    formerSecretUntil: signs ? formerUntil.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
  };
}

export function deliveryResource(row: DeliveryRow): z.infer<typeof deliverySchema> {
  const { id, webhookId, event, state, attempts, lastAnswer } = row;
  return {
    ...{ id, webhookId, event, state, attempts, lastAnswer },
    lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    bodies: deliverySchema.shape.bodies.parse(row.body.split("\n").map((line) => JSON.parse(line))),
  };
}
