import { type Selectable, sql } from "kysely";
import { type DeliveryState, withoutWebhook } from "../../domain/webhooks/delivery.js";
import { eventBody, testEvent } from "../../domain/webhooks/event.js";
import { failingDays } from "../../domain/webhooks/webhook.js";
import { recordAudit } from "../audit/audit-events.js";
import { type CreatedPlace, createdMicroseconds, isOlder } from "../created-order.js";
import type { Query } from "../database.js";
import { deleteInBatches } from "../delete-in-batches.js";
import type { WebhookDeliveryTable } from "../schema.js";
import { disableWebhook, lockWebhook, type WebhookRow } from "./webhooks.js";

export type DeliveryRow = Selectable<WebhookDeliveryTable>;

/** Inserts a test event of a webhook into the outbox. */
export async function insertTest(
  trx: Query,
  { tenantId, id: webhookId }: Pick<WebhookRow, "tenantId" | "id">,
): Promise<DeliveryRow> {
  return trx
    .insertInto("webhookDelivery")
    .values({ tenantId, webhookId, event: testEvent, body: eventBody(testEvent, { webhookId }, new Date()) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findDelivery(db: Query, tenantId: string, id: string): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom("webhookDelivery")
    .selectAll()
    .where("tenantId", "=", tenantId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export interface DeliveryPage {
  readonly tenantId: string;
  readonly webhookId: string;
  readonly state?: DeliveryState | undefined;
  readonly limit: number;
  /** The last delivery of the page before. */
  readonly after: CreatedPlace | null;
}

/** A page of a webhook's deliveries, the newest first. */
export async function listDeliveries(db: Query, { tenantId, webhookId, state, limit, after }: DeliveryPage) {
  let query = db
    .selectFrom("webhookDelivery")
    .selectAll()
    .select(createdMicroseconds.as("createdMicroseconds"))
    .where("tenantId", "=", tenantId)
    .where("webhookId", "=", webhookId);
  if (state !== undefined) query = query.where("state", "=", state);
  if (after) query = query.where(isOlder(after));
  return query.orderBy("createdAt", "desc").orderBy("id", "desc").limit(limit).execute();
}

/** Returns a pending delivery and its webhook; undefined if the delivery has ended or its webhook is deleted. */
export async function findPending(db: Query, id: string): Promise<PendingDelivery | undefined> {
  const delivery = await db
    .selectFrom("webhookDelivery")
    .selectAll()
    .where("id", "=", id)
    .where("state", "=", "pending")
    .executeTakeFirst();
  if (!delivery) return undefined;
  const webhook = await db.selectFrom("webhook").selectAll().where("id", "=", delivery.webhookId).executeTakeFirst();
  if (webhook) return { delivery, webhook };
  await giveUpDelivery(db, delivery, withoutWebhook.deleted);
  return undefined;
}

export interface PendingDelivery {
  readonly delivery: DeliveryRow;
  readonly webhook: WebhookRow;
}

/** The result of an attempt: the delivery ends, or is retried after so many seconds. */
type AttemptEnd = Exclude<DeliveryState, "pending"> | "gone" | { readonly inSeconds: number };

/**
 * Records an attempt and its effect on the webhook. False if the delivery has changed: it was sent again, or has ended.
 * A webhook is disabled if its server answers that it is gone, or if nothing has arrived for days; neither if the
 * webhook's address has changed since.
 */
export async function recordAttempt(
  trx: Query,
  { delivery, webhook }: PendingDelivery,
  { answer, end }: { readonly answer: string; readonly end: AttemptEnd },
): Promise<boolean> {
  // Locked before the delivery, in the same order as when a delivery is sent again.
  const now = await lockWebhook(trx, webhook.tenantId, webhook.id);
  const isEnd = typeof end === "string";
  const recorded = await trx
    .updateTable("webhookDelivery")
    .set({
      attempts: sql`attempts + 1`,
      lastAttemptAt: sql`clock_timestamp()`,
      lastAnswer: answer,
      workflowStartedAt: sql`coalesce(workflow_started_at, now())`,
      state: isEnd ? (end === "delivered" ? end : "failed") : "pending",
      nextAttemptAt: isEnd ? null : sql<Date>`clock_timestamp() + ${end.inSeconds} * interval '1 second'`,
      endedAt: isEnd ? sql`clock_timestamp()` : null,
    })
    .where("id", "=", delivery.id)
    .where("state", "=", "pending")
    .where("round", "=", delivery.round)
    .where("attempts", "=", delivery.attempts)
    .executeTakeFirst();
  if (recorded.numUpdatedRows === 0n) return false;
  if (now?.url === webhook.url) await noteStanding(trx, now, end);
  return true;
}

/** The first failure starts the period after which a webhook is disabled. A success ends the period. */
async function noteStanding(trx: Query, { id, failingSince }: WebhookRow, end: AttemptEnd): Promise<void> {
  if (end === "delivered") {
    if (failingSince !== null) await setFailing(trx, id, null);
    return;
  }
  if (failingSince === null) await setFailing(trx, id, new Date());
  if (end === "gone") await disableWebhook(trx, id, "gone");
  // Disables only when the retries are used up: one failure after a long silence may be a short outage.
  const failedForMs = Date.now() - (failingSince ?? new Date()).getTime();
  if (end === "failed" && failedForMs > failingDays * 86_400_000) await disableWebhook(trx, id, "failing");
}

async function setFailing(trx: Query, id: string, failingSince: Date | null): Promise<void> {
  await trx.updateTable("webhook").set({ failingSince }).where("id", "=", id).execute();
}

/** Ends a delivery without further retries, unless it was sent again since. */
export async function giveUpDelivery(db: Query, { id, round }: DeliveryRow, answer: string): Promise<void> {
  await db
    .updateTable("webhookDelivery")
    .set({ state: "failed", lastAnswer: answer, nextAttemptAt: null, endedAt: sql`clock_timestamp()` })
    .where("id", "=", id)
    .where("state", "=", "pending")
    .where("round", "=", round)
    .execute();
}

/**
 * Resets a delivery, so that it is sent again at once and with all its retries. Its id stays: the server knows the
 * delivery by it.
 */
export async function sendAgain(trx: Query, { tenantId, id, webhookId }: DeliveryRow): Promise<DeliveryRow> {
  const again = await trx
    .updateTable("webhookDelivery")
    .set({
      ...{ state: "pending", attempts: 0, endedAt: null, claimedAt: null, workflowStartedAt: null },
      round: sql`round + 1`,
      nextAttemptAt: sql`now()`,
    })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const event = { tenantId, action: "webhook.redelivered", object: `webhook:${webhookId}` } as const;
  await recordAudit(trx, { ...event, after: { delivery: id } });
  return again;
}

/** Returns a test of a webhook that has not ended; undefined if there is none. */
export async function pendingTest(db: Query, webhookId: string): Promise<DeliveryRow | undefined> {
  return db
    .selectFrom("webhookDelivery")
    .selectAll()
    .where("webhookId", "=", webhookId)
    .where("event", "=", testEvent)
    .where("state", "=", "pending")
    .limit(1)
    .executeTakeFirst();
}

/** Deletes the deliveries of a webhook, in batches. */
export async function deleteDeliveries(db: Query, webhookId: string): Promise<void> {
  const { signal } = new AbortController();
  await deleteInBatches(db, "webhookDelivery", sql`webhook_id = ${webhookId}`, signal);
}
