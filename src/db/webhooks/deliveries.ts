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

/** Puts a test of a webhook into the outbox. */
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

/** A delivery that is to be sent, and where to; undefined where it has ended, or its webhook is gone. */
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

/** What became of an attempt: the delivery ends, or is tried again after so many seconds. */
type AttemptEnd = Exclude<DeliveryState, "pending"> | "gone" | { readonly inSeconds: number };

/**
 * Notes an attempt, and what it says about the webhook; false where the delivery is another one by now: it was sent
 * again, or has ended. A webhook whose server wants no more of it is disabled, unless it has another address since; so
 * is one for which nothing has arrived for days.
 */
export async function recordAttempt(
  trx: Query,
  { delivery, webhook }: PendingDelivery,
  { answer, end }: { readonly answer: string; readonly end: AttemptEnd },
): Promise<boolean> {
  // Before the delivery, as those do who send again.
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

/** The first failure begins the time after which a webhook is disabled, and a success ends it. */
async function noteStanding(trx: Query, { id, failingSince }: WebhookRow, end: AttemptEnd): Promise<void> {
  if (end === "delivered") {
    if (failingSince !== null) await setFailing(trx, id, null);
    return;
  }
  if (failingSince === null) await setFailing(trx, id, new Date());
  if (end === "gone") await disableWebhook(trx, id, "gone");
  // Not before retries are used up: one failure after a long silence may be a short one.
  const failedForMs = Date.now() - (failingSince ?? new Date()).getTime();
  if (end === "failed" && failedForMs > failingDays * 86_400_000) await disableWebhook(trx, id, "failing");
}

async function setFailing(trx: Query, id: string, failingSince: Date | null): Promise<void> {
  await trx.updateTable("webhook").set({ failingSince }).where("id", "=", id).execute();
}

/** Ends a delivery that is no longer tried, unless it was sent again since. */
export async function giveUpDelivery(db: Query, { id, round }: DeliveryRow, answer: string): Promise<void> {
  await db
    .updateTable("webhookDelivery")
    .set({ state: "failed", lastAnswer: answer, nextAttemptAt: null, endedAt: sql`clock_timestamp()` })
    .where("id", "=", id)
    .where("state", "=", "pending")
    .where("round", "=", round)
    .execute();
}

/** Lets a delivery be sent again, at once and with all its retries; its id stays, by which a server knows it. */
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

/** A test of a webhook that has not ended. */
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

/** Deletes the deliveries of a webhook, some thousand at a time. */
export async function deleteDeliveries(db: Query, webhookId: string): Promise<void> {
  const { signal } = new AbortController();
  await deleteInBatches(db, "webhookDelivery", sql`webhook_id = ${webhookId}`, signal);
}
