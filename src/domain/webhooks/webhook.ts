import { z } from "zod";
import { addressFault, parsedUrl } from "../address.js";

/** Why a webhook gets no events: an admin asked for it, its server answered 410, or nothing has arrived for days. */
export const disabledReasons = ["asked", "gone", "failing"] as const;
export type DisabledBecause = (typeof disabledReasons)[number];

/** A webhook is disabled once its deliveries have failed for so long. */
export const failingDays = 5;

/** How long the secret before a rotation signs as well. */
export const usualOverlapHours = 24;
export const longestOverlapHours = 30 * 24;

const mostRecipients = 20;

/** The recipients of an address of mail (RFC 6068); null where the address is of a server. */
export function recipientsOf(url: string): string[] | null {
  return /^mailto:/i.test(url) ? url.slice("mailto:".length).split(",") : null;
}

/** Whether mail may go to all of them. @param domains that it may go to; null: any */
export function mayMailTo(domains: readonly string[] | null, recipients: readonly string[]): boolean {
  const domainOf = (recipient: string) => recipient.split("@")[1]?.toLowerCase() ?? "";
  return domains === null || recipients.every((recipient) => domains.includes(domainOf(recipient)));
}

/** What is wrong with the address of a webhook; null where nothing is. */
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
