import type { Query } from "../../db/database.js";
import { sealWebhookAgain, type WebhookRow, webhooksSealedUnderOther } from "../../db/webhooks/webhooks.js";
import { seal, unseal } from "../../sealing.js";
import type { SecretKeys } from "../../secret-key.js";

type Owned = Pick<WebhookRow, "tenantId" | "id">;

export function sealSecret(keys: SecretKeys, webhook: Owned, secret: string): string {
  return seal(keys, ownerOf(webhook), secret);
}

/**
 * Returns the secrets that sign at a time, the current one first; null if the current one cannot be decrypted, since
 * its secret key is gone.
 */
export function signingSecrets(keys: SecretKeys, webhook: WebhookRow, at: Date): string[] | null {
  const current = webhook.sealed && unseal(keys, ownerOf(webhook), webhook.sealed);
  if (current === null) return null;
  const { formerSealed, formerUntil } = webhook;
  const signs = formerSealed !== null && formerUntil !== null && formerUntil > at;
  const former = signs ? unseal(keys, ownerOf(webhook), formerSealed) : null;
  return former === null ? [current] : [current, former];
}

/** Encrypts the secrets of the previous secret key again, with the current one. */
export async function sealWebhooksAgain(db: Query, keys: SecretKeys): Promise<void> {
  for (const row of await webhooksSealedUnderOther(db, keys[0].id)) {
    const again = (sealed: string | null) => {
      const secret = sealed && unseal(keys, ownerOf(row), sealed);
      return secret === null ? sealed : sealSecret(keys, row, secret);
    };
    await sealWebhookAgain(db, row, { sealed: again(row.sealed), formerSealed: again(row.formerSealed) });
  }
}

/** The data that a secret is bound to: it cannot be decrypted for another webhook. */
function ownerOf({ tenantId, id }: Owned): string[] {
  return ["webhook", tenantId, id];
}
