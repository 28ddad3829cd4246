import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { type EventType, eventTypes, testEvent } from "../../domain/webhooks/event.js";
import { jobEventData } from "../../domain/webhooks/job-event.js";
import type { HttpEnv } from "../context.js";

const count = z.int().min(0);
const links = z.object({ console: z.string() }).catchall(z.string());
const scheduleData = z.object({ scheduleId: z.uuid(), entity: z.string(), importerId: z.string(), links });

/**
 * The data of each event, built from the domain's shapes: only a schema that is created here can have an OpenAPI part.
 */
const dataOf: Readonly<Record<EventType | typeof testEvent, z.ZodType>> = {
  "job.completed": jobData(),
  "job.completed_with_rejects": jobData(),
  "job.failed": jobData(),
  "job.cancelled": jobData(),
  "job.awaiting_approval": jobData(),
  "job.undone": jobData(),
  "schedule.paused": scheduleData,
  "schedule.missed": scheduleData.extend({ count, last: z.iso.datetime() }),
  "delivery.late": scheduleData.extend({
    newFileAt: z.iso.datetime().nullable(),
    newFileWithinHours: count.nullable(),
  }),
  "integrity.changed": z.object({ jobId: z.uuid().nullable(), version: count, opened: count, closed: count, links }),
  [testEvent]: z.object({ webhookId: z.uuid() }),
};

function jobData() {
  return z.object(jobEventData.shape);
}

const headers = z.object({
  "webhook-id": z.uuid().openapi({ description: "The same at each attempt." }),
  "webhook-timestamp": z.string().openapi({ description: "Of the attempt, in seconds since 1970." }),
  "webhook-signature": z
    .string()
    .openapi({ description: "`v1,` and a signature for each secret in force, in base64." }),
});

/** Adds the requests that webhooks get to the document's `webhooks`. */
export function documentEvents(app: OpenAPIHono<HttpEnv>): void {
  for (const type of [...eventTypes, testEvent] as const) {
    const body = z.object({ type: z.literal(type), timestamp: z.iso.datetime(), data: dataOf[type] });
    app.openAPIRegistry.registerWebhook({
      method: "post",
      path: type,
      tags: ["Webhooks"],
      summary: `The event ${type}`,
      security: [],
      request: { headers, body: { required: true, content: { "application/json": { schema: body } } } },
      responses: {
        "2XX": { description: "The event is taken." },
        410: { description: "The webhook is to be disabled." },
        default: { description: "The event is sent again later." },
      },
    });
  }
}
