/** The states of a delivery. A `failed` delivery can be sent again. */
export const deliveryStates = ["pending", "delivered", "failed"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** The stored answer of a delivery that was given up because its webhook was disabled or deleted. */
export const withoutWebhook = { disabled: "WEBHOOK_DISABLED", deleted: "WEBHOOK_DELETED" } as const;

/** A delivery whose workflow is to be started. */
export interface DueDelivery {
  readonly id: string;
  readonly tenantId: string;
  /** How often the delivery was sent again before. */
  readonly round: number;
  /** Whether to terminate a workflow of the delivery that waits for a retry. */
  readonly restarts: boolean;
}

/** The result of an attempt to deliver. */
export interface Answer {
  /** The HTTP status; null if there was no response. */
  readonly status: number | null;
  /** The HTTP status as text, or the code of the error if there was no response. */
  readonly text: string;
  /** How long the server asks to wait; null if it does not say. */
  readonly retryAfterSeconds: number | null;
}

type NextStep =
  | { readonly step: "delivered" }
  /** The server refuses all further deliveries of this webhook. */
  | { readonly step: "gone" }
  | { readonly step: "retry"; readonly inSeconds: number }
  /** All retries are used up. */
  | { readonly step: "failed" };

const longestWaitSeconds = 86_400;

/**
 * Returns the next step after an attempt. Only 2xx is a success, so a redirect is a failure; 410 ends the webhook.
 *
 * @param attempts the number of attempts so far, including this one
 * @param retrySeconds the wait before each retry
 */
export function stepAfter(answer: Answer, attempts: number, retrySeconds: readonly number[]): NextStep {
  const { status, retryAfterSeconds } = answer;
  if (status !== null && status >= 200 && status < 300) return { step: "delivered" };
  if (status === 410) return { step: "gone" };
  const wait = retrySeconds[attempts - 1];
  if (wait === undefined) return { step: "failed" };
  return { step: "retry", inSeconds: Math.max(wait, Math.min(retryAfterSeconds ?? 0, longestWaitSeconds)) };
}

/** Returns the seconds that a Retry-After header asks to wait (RFC 9110, section 10.2.3); null if it cannot be read. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1_000));
}
