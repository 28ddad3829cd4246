import { type Selectable, sql, type Updateable } from "kysely";
import { type DisabledBecause, recipientsOf } from "../../domain/webhooks/webhook.js";
import { recordAudit } from "../audit/audit-events.js";
import { shortHash } from "../audit/audited-file.js";
import { type CreatedPlace, createdMicroseconds, isNewer } from "../created-order.js";
import type { Query } from "../database.js";
import type { WebhookTable } from "../schema.js";

export type WebhookRow = Selectable<WebhookTable>;
export type NewWebhook = Pick<WebhookRow, "id" | "tenantId" | "url" | "events" | "ca" | "sealed" | "createdBy">;
export type WebhookChange = Pick<
  Updateable<WebhookTable>,
  "url" | "events" | "ca" | "disabledAt" | "disabledBecause"
> & {
  readonly failingSince?: null;
};

export async function insertWebhook(trx: Query, webhook: NewWebhook): Promise<WebhookRow> {
  const made = await trx.insertInto("webhook").values(webhook).returningAll().executeTakeFirstOrThrow();
  await recordAudit(trx, { ...eventOf(made), action: "webhook.created", after: audited(made) });
  return made;
}

export async function findWebhook(db: Query, tenantId: string, id: string): Promise<WebhookRow | undefined> {
  return ofTenant(db, tenantId).where("id", "=", id).executeTakeFirst();
}

/** Finds a webhook and locks it: no other transaction changes it until the commit. */
export async function lockWebhook(trx: Query, tenantId: string, id: string): Promise<WebhookRow | undefined> {
  return ofTenant(trx, tenantId).where("id", "=", id).forUpdate().executeTakeFirst();
}

export interface WebhookPage {
  readonly tenantId: string;
  readonly limit: number;
  /** The last webhook of the page before. */
  readonly after: CreatedPlace | null;
}

/** A page of a tenant's webhooks, the oldest first. */
export async function listWebhooks(db: Query, { tenantId, limit, after }: WebhookPage) {
  let query = ofTenant(db, tenantId).select(createdMicroseconds.as("createdMicroseconds"));
  if (after) query = query.where(isNewer(after));
  return query.orderBy("createdAt").orderBy("id").limit(limit).execute();
}

export async function countWebhooks(db: Query, tenantId: string): Promise<number> {
  const { count } = await db
    .selectFrom("webhook")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("tenantId", "=", tenantId)
    .executeTakeFirstOrThrow();
  return count;
}

/** Changes a webhook. Fields that the change leaves out stay. */
export async function changeWebhook(trx: Query, former: WebhookRow, change: WebhookChange): Promise<WebhookRow> {
  const changed = await trx
    .updateTable("webhook")
    .set({ ...change, id: former.id })
    .where("id", "=", former.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const [before, after] = [audited(former), audited(changed)];
  await recordAudit(trx, { ...eventOf(changed), action: "webhook.changed", before, after });
  return changed;
}

/**
 * Gives a webhook a new secret. The former secret also signs for `overlapHours`. Undefined if there is no such webhook.
 */
export async function rotateSecret(
  trx: Query,
  { tenantId, id }: Pick<WebhookRow, "tenantId" | "id">,
  { sealed, overlapHours }: { readonly sealed: string; readonly overlapHours: number },
): Promise<WebhookRow | undefined> {
  const rotated = await trx
    .updateTable("webhook")
    .set({
      sealed,
      formerSealed: sql`webhook.sealed`,
      formerUntil: sql<Date>`now() + ${overlapHours} * interval '1 hour'`,
    })
    .where("tenantId", "=", tenantId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  if (rotated) await recordAudit(trx, { ...eventOf(rotated), action: "webhook.rotated", after: { overlapHours } });
  return rotated;
}

/** Removes a webhook; false where there is none. */
export async function deleteWebhook(trx: Query, tenantId: string, id: string): Promise<boolean> {
  const deleted = await trx
    .deleteFrom("webhook")
    .where("tenantId", "=", tenantId)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  if (deleted) await recordAudit(trx, { ...eventOf(deleted), action: "webhook.deleted", before: audited(deleted) });
  return deleted !== undefined;
}

/** Disables a webhook, so that it gets no further events, unless it is already disabled. */
export async function disableWebhook(trx: Query, id: string, because: DisabledBecause): Promise<void> {
  const disabled = await trx
    .updateTable("webhook")
    .set({ disabledAt: sql`now()`, disabledBecause: because })
    .where("id", "=", id)
    .where("disabledAt", "is", null)
    .returningAll()
    .executeTakeFirst();
  if (disabled) await recordAudit(trx, { ...eventOf(disabled), action: "webhook.disabled", after: { because } });
}

/** Returns all webhooks with a secret that is sealed under a key with another id. */
export async function webhooksSealedUnderOther(db: Query, keyId: string): Promise<WebhookRow[]> {
  const isOther = (column: string) => sql<boolean>`not starts_with(${sql.ref(column)}, ${`${keyId}.`})`;
  return db
    .selectFrom("webhook")
    .selectAll()
    .where((where) => where.or([isOther("sealed"), isOther("former_sealed")]))
    .execute();
}

/** Replaces a webhook's sealed secrets, unless another process has replaced them since `row` was read. */
export async function sealWebhookAgain(
  db: Query,
  row: WebhookRow,
  sealed: Pick<WebhookRow, "sealed" | "formerSealed">,
): Promise<void> {
  await db.updateTable("webhook").set(sealed).where("id", "=", row.id).where("sealed", "=", row.sealed).execute();
}

function ofTenant(db: Query, tenantId: string) {
  return db.selectFrom("webhook").selectAll().where("tenantId", "=", tenantId);
}

function eventOf({ tenantId, id }: Pick<WebhookRow, "tenantId" | "id">) {
  return { tenantId, object: `webhook:${id}` };
}

/**
 * The audit trail's record of a webhook. It contains only the server, since a path may contain a secret, and only the
 * number of recipients, since they are people.
 */
function audited({ url, events, ca, disabledBecause }: WebhookRow) {
  const recipients = recipientsOf(url);
  return {
    ...(recipients === null ? { host: new URL(url).host } : { recipients: recipients.length }),
    ...{ urlHash: shortHash(url), events: events.join(" "), ca: ca && shortHash(ca), disabled: disabledBecause },
  };
}
