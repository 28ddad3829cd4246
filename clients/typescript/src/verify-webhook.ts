import { Webhook } from "standardwebhooks";
import type { webhooks } from "./schema.js";

type JsonBody<Operation> = Operation extends { post: { requestBody: { content: { "application/json": infer Body } } } }
  ? Body
  : never;

/** An event as a webhook receives it. `type` is its discriminator. */
export type BulkheadEvent = { [Type in keyof webhooks]: JsonBody<webhooks[Type]> }[keyof webhooks];

/** Headers of a request, in the form of Node or of a `Request`. */
export type RequestHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Returns the event of a request to a webhook. Throws a `WebhookVerificationError` unless the signature is valid and
 * the time is within five minutes. `body` is the request's raw body. A repeated delivery has the same `webhook-id`.
 */
export function verifyWebhook(secret: string, headers: RequestHeaders, body: string | Buffer): BulkheadEvent {
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers);
  const signed = entries.map(([name, value]) => [name, typeof value === "string" ? value : (value?.[0] ?? "")]);
  return new Webhook(secret).verify(body, Object.fromEntries(signed)) as BulkheadEvent;
}
