import { Context } from "@temporalio/activity";
import { ApplicationFailure } from "@temporalio/common";
import { findPending, giveUpDelivery, type PendingDelivery, recordAttempt } from "../src/db/webhooks/deliveries.js";
import type { Deps } from "../src/deps.js";
import { type Answer, stepAfter, withoutWebhook } from "../src/domain/webhooks/delivery.js";
import { mailText } from "../src/domain/webhooks/mail-text.js";
import { mayMailTo, recipientsOf } from "../src/domain/webhooks/webhook.js";
import type { TenantShare } from "../src/services/limits/tenant-share.js";
import { postEvent } from "../src/services/webhooks/post-event.js";
import { signingSecrets } from "../src/services/webhooks/secrets.js";
import { sendMail } from "../src/services/webhooks/send-mail.js";
import { signedHeaders } from "../src/services/webhooks/signature.js";
import type { DeliveredEvent } from "./contract.js";

/** Concurrent deliveries of one worker. They wait for the network, and hold no connection to Postgres. */
export const webhookSlots = 100;
const tenantSlots = webhookSlots / 2;

/**
 * How long an attempt waits whose tenant has its share of the slots. The time is random, so that many attempts do not
 * return at once.
 */
const shareWaitMs = { least: 10_000, most: 30_000 };

interface Delivering extends Pick<Deps, "db" | "config" | "secretKeys" | "log"> {
  /** This worker's slots that each tenant has. */
  readonly share: TenantShare;
}

/**
 * Makes one attempt to deliver an event. The answer is stored with the delivery. A failure carries how long Temporal
 * waits before the next attempt. A worker that dies between the answer and the commit leads to another attempt, with
 * the same id.
 */
export async function deliverEvent(deps: Delivering, deliveryId: string): Promise<DeliveredEvent> {
  const { db, config, log } = deps;
  const pending = await findPending(db.query, deliveryId);
  if (!pending) return { outcome: "ended before" };
  const { delivery, webhook } = pending;
  const waitsMs = (delivery.nextAttemptAt?.getTime() ?? 0) - Date.now();
  // The last attempt was stored, and its worker died before Temporal had the answer.
  if (waitsMs > 0) throw retryIn(waitsMs, "WAITING", "its time has not come");
  if (webhook.disabledAt !== null) {
    await giveUpDelivery(db.query, delivery, withoutWebhook.disabled);
    return { outcome: "failed", answer: withoutWebhook.disabled };
  }
  const answer = await attemptInShare(deps, pending);
  const next = stepAfter(answer, delivery.attempts + 1, config.webhooks.retrySeconds);
  const attempt = { answer: answer.text, end: next.step === "retry" ? { inSeconds: next.inSeconds } : next.step };
  const isRecorded = await db.transaction({ name: "webhook attempt" }, ({ trx }) =>
    recordAttempt(trx, pending, attempt),
  );
  // Another attempt was stored after this one began: the next attempt reads its outcome.
  if (!isRecorded) throw retryIn(1_000, "WAITING", "another attempt was under way");
  if (next.step === "gone")
    log.warn({ webhookId: webhook.id }, "a webhook was disabled, since its server answered 410");
  if (next.step !== "retry")
    return { outcome: next.step === "delivered" ? "delivered" : "failed", answer: answer.text };
  throw retryIn(next.inSeconds * 1_000, "NOT_DELIVERED", `the server answered ${answer.text}`);
}

function retryIn(nextRetryDelay: number, type: "WAITING" | "NOT_DELIVERED", message: string): ApplicationFailure {
  return ApplicationFailure.create({ message, type, nextRetryDelay });
}

/**
 * Delivers within the tenant's share: one tenant has at most half of the slots, even when all its retries are due at
 * once.
 */
async function attemptInShare(deps: Delivering, pending: PendingDelivery): Promise<Answer> {
  const giveBack = deps.share.take(pending.delivery.tenantId, tenantSlots);
  if (giveBack === null) {
    const waitMs = shareWaitMs.least + Math.random() * (shareWaitMs.most - shareWaitMs.least);
    throw retryIn(waitMs, "WAITING", "other deliveries of the tenant have its share of this worker");
  }
  const recipients = recipientsOf(pending.webhook.url);
  try {
    return recipients === null ? await post(deps, pending) : await mail(deps, pending, recipients);
  } finally {
    giveBack();
  }
}

async function mail(
  { config }: Pick<Deps, "config">,
  { delivery }: PendingDelivery,
  to: readonly string[],
): Promise<Answer> {
  if (config.mail === null) return { status: null, text: "NO_MAIL_SERVER", retryAfterSeconds: null };
  if (!mayMailTo(config.mail.domains, to)) {
    return { status: null, text: "ADDRESS_NOT_ALLOWED", retryAfterSeconds: null };
  }
  const text = mailText(delivery.body, config.publicUrl);
  return sendMail(config.mail, { ...text, id: delivery.id, to });
}

async function post(
  { config, secretKeys }: Pick<Deps, "config" | "secretKeys">,
  { delivery, webhook }: PendingDelivery,
): Promise<Answer> {
  const at = new Date();
  const secrets = signingSecrets(secretKeys, webhook, at);
  if (secrets === null) return { status: null, text: "SECRET_UNREADABLE", retryAfterSeconds: null };
  const { id, body } = delivery;
  const headers = signedHeaders({ id, body, at }, secrets);
  const { networks } = config.sources;
  const { seconds } = config.webhooks;
  const signal = Context.current().cancellationSignal;
  return postEvent({ url: webhook.url, ca: webhook.ca, headers, body, networks, seconds, signal });
}

/** Ends a delivery whose workflow was cancelled, or cannot continue. */
export async function abandonDelivery({ db }: Pick<Deps, "db">, deliveryId: string, code: string): Promise<void> {
  const pending = await findPending(db.query, deliveryId);
  if (pending) await giveUpDelivery(db.query, pending.delivery, code);
}
