import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { DomainError } from "../../domain/errors.js";
import { type LimitName, tenantLimits } from "../../domain/tenant-limits.js";
import { TenantShare } from "./tenant-share.js";

/** A burst of so many seconds' requests is let through. */
const burstSeconds = 10;

/** How much of a key's requests is left in the present ten seconds, and when all are there again. */
export interface RequestsLeft {
  readonly limit: number;
  readonly remaining: number;
  readonly resetMs: number;
}

/** `TOO_MANY_REQUESTS`, with when to come back. */
export class TooManyRequests extends DomainError {
  constructor(readonly left: RequestsLeft) {
    const message = `The key has sent ${left.limit} requests in ${burstSeconds} seconds.`;
    super("TOO_MANY_REQUESTS", message, "Send fewer, or wait as long as Retry-After says.");
  }
}

/** Who sends requests with a key. */
export interface KeyUser {
  readonly keyId: string;
  readonly bounds: { readonly requestsPerSecond: number };
}

type HeldLimit = "streams" | "uploads";

/** What tenants use of one HTTP process: the admission of requests, and of what stays open. */
export class ProcessUse {
  /** One limiter for each bound that a tenant has. */
  private readonly limiters = new Map<number, RateLimiterMemory>();
  private readonly shares: Readonly<Record<HeldLimit, TenantShare>> = {
    streams: new TenantShare(),
    uploads: new TenantShare(),
  };

  /** Counts a request of a key; throws `TooManyRequests` past its bound. */
  async request({ keyId, bounds }: KeyUser): Promise<RequestsLeft> {
    const limit = bounds.requestsPerSecond * burstSeconds;
    const limiter = this.limiters.get(limit) ?? new RateLimiterMemory({ points: limit, duration: burstSeconds });
    this.limiters.set(limit, limiter);
    try {
      return leftOf(limit, await limiter.consume(keyId));
    } catch (refused) {
      throw refused instanceof RateLimiterRes ? new TooManyRequests(leftOf(limit, refused)) : refused;
    }
  }

  /** Takes one of what a tenant may have open at a time; gives what gives it back. `LIMIT_REACHED` */
  open(limit: HeldLimit, tenantId: string, most: number): () => void {
    const giveBack = this.shares[limit].take(tenantId, most);
    if (giveBack === null) throw limitReached(limit, most);
    return giveBack;
  }

  /** How many of them a tenant has open. */
  count(limit: HeldLimit, tenantId: string): number {
    return this.shares[limit].held(tenantId);
  }
}

function leftOf(limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes): RequestsLeft {
  return { limit, remaining: Math.max(0, remainingPoints), resetMs: msBeforeNext };
}

/** @param most the tenant's bound */
export function limitReached(limit: LimitName, most: number): DomainError {
  const { title, unit } = tenantLimits[limit];
  const message = `${title}: the tenant may have ${most} ${unit} at a time.`;
  return new DomainError("LIMIT_REACHED", message, "Wait until one has ended; GET /api/limits shows use and bound.");
}
