/** A delivery that ended as `failed` can be sent again. */
export const deliveryStates = ["pending", "delivered", "failed"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** What stands as the answer of a delivery that was given up because its webhook was taken away. */
export const withoutWebhook = { disabled: "WEBHOOK_DISABLED", deleted: "WEBHOOK_DELETED" } as const;

/** A delivery whose workflow is to be started. */
export interface DueDelivery {
  readonly id: string;
  readonly tenantId: string;
  /** How often it was sent again before. */
  readonly round: number;
  /** Whether a workflow that waits for a retry has to give way. */
  readonly restarts: boolean;
}

/** What became of an attempt. */
export interface Answer {
  /** Null: there was no answer. */
  readonly status: number | null;
  /** An HTTP status, or the code of what went wrong before there was one. */
  readonly text: string;
  /** How long the server asks to wait; null: it says nothing. */
  readonly retryAfterSeconds: number | null;
}

type NextStep =
  | { readonly step: "delivered" }
  /** The server wants no more of this webhook. */
  | { readonly step: "gone" }
  | { readonly step: "retry"; readonly inSeconds: number }
  /** All retries are used up. */
  | { readonly step: "failed" };

const longestWaitSeconds = 86_400;

/**
 * What follows an attempt: only 2xx is a success, so a redirect is none, and 410 is the end of the webhook.
 *
 * @param attempts that were made, with this one
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

/** The seconds that a Retry-After header asks to wait (RFC 9110, section 10.2.3); null where it cannot be read. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1_000));
}
