import { Webhook } from "standardwebhooks";
import type { webhooks } from "./schema.js";

type JsonBody<Operation> = Operation extends { post: { requestBody: { content: { "application/json": infer Body } } } }
  ? Body
  : never;

/** An event, as its webhook gets it; `type` says which. */
export type BulkheadEvent = { [Type in keyof webhooks]: JsonBody<webhooks[Type]> }[keyof webhooks];

/** Headers of a request, as Node or as a `Request` has them. */
export type RequestHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The event of a request to a webhook, once its signature is found right and its time is within five minutes; else it
 * throws a `WebhookVerificationError`. `body` is the request's body as it came. A repeated delivery has the same
 * `webhook-id`.
 */
export function verifyWebhook(secret: string, headers: RequestHeaders, body: string | Buffer): BulkheadEvent {
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers);
  const signed = entries.map(([name, value]) => [name, typeof value === "string" ? value : (value?.[0] ?? "")]);
  return new Webhook(secret).verify(body, Object.fromEntries(signed)) as BulkheadEvent;
}
