import { z } from "zod";
import { addressFault, parsedUrl } from "../address.js";

/** Why a webhook is disabled: an admin disabled it, its server answered 410, or all deliveries failed for days. */
export const disabledReasons = ["asked", "gone", "failing"] as const;
export type DisabledBecause = (typeof disabledReasons)[number];

/** After this many days of failed deliveries a webhook is disabled. */
export const failingDays = 5;

/** How many hours the old secret signs as well after a rotation: by default, and at most. */
export const usualOverlapHours = 24;
export const longestOverlapHours = 30 * 24;

const mostRecipients = 20;

/** Returns the recipients of a mailto address (RFC 6068); null if the address is a server's. */
export function recipientsOf(url: string): string[] | null {
  return /^mailto:/i.test(url) ? url.slice("mailto:".length).split(",") : null;
}

/**
 * Whether mail may be sent to all recipients.
 * @param domains the allowed domains; null: any
 */
export function mayMailTo(domains: readonly string[] | null, recipients: readonly string[]): boolean {
  const domainOf = (recipient: string) => recipient.split("@")[1]?.toLowerCase() ?? "";
  return domains === null || recipients.every((recipient) => domains.includes(domainOf(recipient)));
}

/** Returns the fault of a webhook's address; null if it is valid. */
export function webhookUrlFault(text: string): string | null {
  const recipients = recipientsOf(text);
  if (recipients !== null) return recipientsFault(recipients);
  const url = parsedUrl(text);
  if (url === null) return "cannot be read";
  if (url.protocol !== "https:") return "is not https";
  return addressFault(text, url);
}

function recipientsFault(recipients: readonly string[]): string | null {
  if (recipients.length > mostRecipients) return `has more than ${mostRecipients} recipients`;
  return recipients.every((recipient) => z.regexes.email.test(recipient))
    ? null
    : "has a recipient that is no e-mail address";
}
