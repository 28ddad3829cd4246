import { randomUUID } from "node:crypto";
import { findBounds } from "../../db/access/tenant-bounds.js";
import { lockUntilCommit } from "../../db/lock.js";
import { deleteDeliveries } from "../../db/webhooks/deliveries.js";
import {
  changeWebhook,
  countWebhooks,
  deleteWebhook,
  findWebhook,
  insertWebhook,
  lockWebhook,
  rotateSecret,
  type WebhookRow,
} from "../../db/webhooks/webhooks.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";
import { type EventType, eventTypes } from "../../domain/webhooks/event.js";
import { mayMailTo, recipientsOf, webhookUrlFault } from "../../domain/webhooks/webhook.js";
import { isClosedHost } from "../../sources/guarded-lookup.js";
import { limitReached } from "../limits/process-use.js";
import { isCertificate } from "../sources/is-certificate.js";
import { sealSecret } from "./secrets.js";
import { isSigningSecret, newSigningSecret } from "./signature.js";

type WebhookDeps = Pick<Deps, "db" | "config" | "secretKeys">;

export interface WebhookRequest {
  readonly tenantId: string;
  readonly createdBy: string;
  readonly url: string;
  readonly events: readonly EventType[];
  /** Certificates in PEM; null for the public ones. */
  readonly ca: string | null;
  /** If undefined, a secret is generated. */
  readonly secret: string | undefined;
}

/** A webhook with its secret, which only this answer contains; null for a webhook that sends mail. */
export interface MadeWebhook {
  readonly secret: string | null;
  readonly webhook: WebhookRow;
}

/**
 * Creates a webhook. `INVALID_WEBHOOK` if it cannot receive events, `LIMIT_REACHED` if the tenant has as many as it may
 * have.
 */
export async function makeWebhook(deps: WebhookDeps, request: WebhookRequest): Promise<MadeWebhook> {
  const { tenantId, createdBy, url, events, ca } = request;
  checkTarget(deps, { url, ca });
  const isMail = recipientsOf(url) !== null;
  if (isMail && request.secret !== undefined) throw invalid("Mail is not signed, and takes no secret.");
  const [id, secret] = [randomUUID(), isMail ? null : secretOf(request.secret)];
  const sealed = secret && sealSecret(deps.secretKeys, { tenantId, id }, secret);
  const webhook = await deps.db.transaction({ name: "make webhook" }, async ({ trx }) => {
    // Two webhooks that are created at the same time would each find room for one.
    await lockUntilCommit(trx, "webhooks", tenantId);
    const { webhooks } = await findBounds(trx, deps.config.tenantBounds, tenantId);
    if ((await countWebhooks(trx, tenantId)) >= webhooks) throw limitReached("webhooks", webhooks);
    return insertWebhook(trx, { id, tenantId, url, events: inOrder(events), ca, sealed, createdBy });
  });
  return { secret, webhook };
}

/** A change of a webhook; omitted fields stay as they are. Enabling it restarts the time until failures disable it. */
export interface WebhookPatch {
  readonly url?: string | undefined;
  readonly events?: readonly EventType[] | undefined;
  readonly ca?: string | null | undefined;
  readonly enabled?: boolean | undefined;
}

/** Changes a webhook. `WEBHOOK_NOT_FOUND`, `INVALID_WEBHOOK`. */
export async function patchWebhook(
  deps: WebhookDeps,
  { tenantId, id }: Pick<WebhookRow, "tenantId" | "id">,
  { url, events, ca, enabled }: WebhookPatch,
): Promise<WebhookRow> {
  return deps.db.transaction({ name: "change webhook" }, async ({ trx }) => {
    const former = await lockWebhook(trx, tenantId, id);
    if (!former) throw webhookNotFound();
    const target = { url: url ?? former.url, ca: ca === undefined ? former.ca : ca };
    // A webhook that may no longer be sent events can still be disabled.
    if (url !== undefined || ca !== undefined || enabled === true) checkTarget(deps, target);
    if ((recipientsOf(target.url) === null) !== (former.sealed !== null)) {
      throw invalid("A webhook of a server stays one, and so does one of mail.");
    }
    const change = { ...target, events: events ? inOrder(events) : former.events };
    // Failures of the former address do not count.
    const anew = target.url === former.url ? {} : { failingSince: null };
    return changeWebhook(trx, former, { ...change, ...anew, ...enabledChange(former, enabled) });
  });
}

function enabledChange({ disabledAt }: WebhookRow, enabled: boolean | undefined) {
  if (enabled === true) return { disabledAt: null, disabledBecause: null, failingSince: null };
  if (enabled === false && disabledAt === null) return { disabledAt: new Date(), disabledBecause: "asked" } as const;
  return {};
}

/** Replaces the secret. The previous secret also signs during the overlap. `WEBHOOK_NOT_FOUND`, `INVALID_WEBHOOK`. */
export async function rotateWebhook(
  { db, secretKeys }: Pick<Deps, "db" | "secretKeys">,
  { tenantId, id }: Pick<WebhookRow, "tenantId" | "id">,
  asked: { readonly secret: string | undefined; readonly overlapHours: number },
): Promise<MadeWebhook> {
  const secret = secretOf(asked.secret);
  const { overlapHours } = asked;
  const { url } = await tenantWebhook({ db }, tenantId, id);
  if (recipientsOf(url) !== null) throw invalid("Mail is not signed, and has no secret.");
  const sealed = sealSecret(secretKeys, { tenantId, id }, secret);
  const webhook = await db.transaction({ name: "rotate webhook" }, ({ trx }) =>
    rotateSecret(trx, { tenantId, id }, { sealed, overlapHours }),
  );
  if (!webhook) throw webhookNotFound();
  return { secret, webhook };
}

/** Deletes a webhook with its deliveries. `WEBHOOK_NOT_FOUND` */
export async function removeWebhook({ db }: Pick<Deps, "db">, tenantId: string, id: string): Promise<void> {
  const removed = await db.transaction({ name: "delete webhook" }, ({ trx }) => deleteWebhook(trx, tenantId, id));
  if (!removed) throw webhookNotFound();
  // Not in one transaction, since there may be very many. The cleaner deletes deliveries that are added at the same
  // time.
  await deleteDeliveries(db.query, id);
}

/** Returns a tenant's webhook; `WEBHOOK_NOT_FOUND` if the tenant has none of this id. */
export async function tenantWebhook({ db }: Pick<Deps, "db">, tenantId: string, id: string): Promise<WebhookRow> {
  const webhook = await findWebhook(db.query, tenantId, id);
  if (!webhook) throw webhookNotFound();
  return webhook;
}

export function webhookNotFound(): DomainError {
  return new DomainError("WEBHOOK_NOT_FOUND", "There is no such webhook.", "GET /api/webhooks lists the webhooks.");
}

function checkTarget({ config }: WebhookDeps, { url, ca }: Pick<WebhookRow, "url" | "ca">): void {
  const fault = webhookUrlFault(url);
  if (fault !== null) throw invalid(`The address ${fault}.`);
  const recipients = recipientsOf(url);
  if (recipients !== null) {
    checkMail(config, recipients, ca);
    return;
  }
  if (isClosedHost(new URL(url).hostname, config.sources.networks)) throw invalid("The address is not a public one.");
  if (ca !== null && !isCertificate(ca)) throw invalid("ca is no certificate in PEM.");
}

function checkMail({ mail }: Pick<Deps["config"], "mail">, recipients: readonly string[], ca: string | null): void {
  if (mail === null) throw invalid("There is no mail server: the operator names one in BULKHEAD_SMTP_URL.");
  if (ca !== null) throw invalid("ca is for servers alone.");
  if (mayMailTo(mail.domains, recipients)) return;
  throw invalid("The operator lets mail go to other domains alone: BULKHEAD_MAIL_DOMAINS.");
}

function secretOf(asked: string | undefined): string {
  if (asked !== undefined && !isSigningSecret(asked))
    throw invalid("The secret is not whsec_ and 24 to 64 bytes in base64.");
  return asked ?? newSigningSecret();
}

function invalid(message: string): DomainError {
  const hint =
    "Use an address such as https://campus.example/hooks or mailto:registrar@campus.example; the operator lists networks that are not public in BULKHEAD_ALLOW_SOURCES.";
  return new DomainError("INVALID_WEBHOOK", message, hint);
}

/** Each event type once, in the order of their declaration. */
function inOrder(events: readonly EventType[]): EventType[] {
  return eventTypes.filter((type) => events.includes(type));
}
