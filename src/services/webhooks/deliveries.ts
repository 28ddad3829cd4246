import { recordAudit } from "../../db/audit/audit-events.js";
import { type DeliveryRow, findDelivery, insertTest, pendingTest, sendAgain } from "../../db/webhooks/deliveries.js";
import { lockWebhook } from "../../db/webhooks/webhooks.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";
import { webhookNotFound } from "./webhooks.js";

export interface DeliveryOf {
  readonly tenantId: string;
  readonly webhookId: string;
}

/** Sends a test event. A test event that waits for a retry is sent again. `WEBHOOK_NOT_FOUND`, `WEBHOOK_DISABLED`. */
export async function testWebhook({ db }: Pick<Deps, "db">, { tenantId, webhookId }: DeliveryOf): Promise<DeliveryRow> {
  return db.transaction({ name: "test webhook" }, async ({ trx }) => {
    const webhook = await lockWebhook(trx, tenantId, webhookId);
    if (!webhook) throw webhookNotFound();
    if (webhook.disabledAt !== null) throw disabled();
    const waiting = await pendingTest(trx, webhookId);
    if (waiting) return waiting.nextAttemptAt === null ? waiting : sendAgain(trx, waiting);
    await recordAudit(trx, { tenantId, action: "webhook.tested", object: `webhook:${webhookId}` });
    return insertTest(trx, webhook);
  });
}

/**
 * Sends a delivery again at once, whether it has ended or waits for a retry. `WEBHOOK_NOT_FOUND`, `DELIVERY_NOT_FOUND`,
 * `WEBHOOK_DISABLED`.
 */
export async function redeliver(
  { db }: Pick<Deps, "db">,
  { tenantId, webhookId, id }: DeliveryOf & { readonly id: string },
): Promise<DeliveryRow> {
  return db.transaction({ name: "redeliver" }, async ({ trx }) => {
    const webhook = await lockWebhook(trx, tenantId, webhookId);
    if (!webhook) throw webhookNotFound();
    const delivery = await findDelivery(trx, tenantId, id);
    if (delivery?.webhookId !== webhookId) throw deliveryNotFound();
    if (webhook.disabledAt !== null) throw disabled();
    return sendAgain(trx, delivery);
  });
}

function deliveryNotFound(): DomainError {
  const hint = "GET /api/webhooks/{id}/deliveries lists those that are kept.";
  return new DomainError("DELIVERY_NOT_FOUND", "The webhook has no such delivery.", hint);
}

function disabled(): DomainError {
  const hint = 'Enable it first: PATCH /api/webhooks/{id} with { "enabled": true }.';
  return new DomainError("WEBHOOK_DISABLED", "The webhook is disabled.", hint);
}
