import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { DomainError } from "../../domain/errors.js";
import { type LimitName, tenantLimits } from "../../domain/tenant-limits.js";
import { TenantShare } from "./tenant-share.js";

/** All keys of a tenant together may send as many requests as this number of keys. */
const keysAtOnce = 5;

/** How many requests a key has left in the current second, and in how many milliseconds it has all of them again. */
export interface RequestsLeft {
  readonly limit: number;
  readonly remaining: number;
  readonly resetMs: number;
}

/** A page of up to this many items counts as one request. A larger page counts as several: it costs more work. */
const pageOfOne = 50;

/** `TOO_MANY_REQUESTS`, with the time after which the client may retry. */
export class TooManyRequests extends DomainError {
  constructor(readonly left: RequestsLeft) {
    const message = `The key may send ${left.limit} requests per second; a page of more than ${pageOfOne} counts once for each ${pageOfOne}.`;
    super("TOO_MANY_REQUESTS", message, "Send fewer, or wait as long as Retry-After says.");
  }
}

/** The key that sends requests. */
export interface KeyUser {
  readonly keyId: string;
  readonly tenantId: string;
  readonly bounds: { readonly requestsPerSecond: number };
}

interface CountedRequest {
  /** How many items the request asks for. */
  readonly page: number;
  /** Null if the request did not carry the key itself. */
  readonly keyHash: string | null;
}

type HeldLimit = "streams" | "uploads";

/** Limits what tenants use of one HTTP process: it counts requests, open streams and open uploads. */
export class ProcessUse {
  /** Keys, by their hashes, that have no request left until the stored time. */
  private readonly spent = new Map<string, { readonly until: number; readonly refusal: TooManyRequests }>();
  /** One limiter for each bound, in requests per second. */
  private readonly limiters = new Map<number, RateLimiterMemory>();
  private readonly shares: Readonly<Record<HeldLimit, TenantShare>> = {
    streams: new TenantShare(),
    uploads: new TenantShare(),
  };

  /** Throws `TooManyRequests` for a key that has no request left, without a query to the database. */
  refuseSpent(keyHash: string): void {
    const known = this.spent.get(keyHash);
    if (!known) return;
    if (known.until > Date.now()) throw known.refusal;
    this.spent.delete(keyHash);
  }

  /** Counts a request of a key, and of its tenant; throws `TooManyRequests` past the bound of either. */
  async request({ keyId, tenantId, bounds }: KeyUser, { page, keyHash }: CountedRequest): Promise<RequestsLeft> {
    const limit = bounds.requestsPerSecond;
    const cost = Math.min(limit, Math.max(1, Math.ceil(page / pageOfOne)));
    try {
      const left = await this.limiter(limit).consume(keyId, cost);
      await this.limiter(limit * keysAtOnce).consume(tenantId, cost);
      return leftOf(limit, left);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const refusal = new TooManyRequests(leftOf(limit, refused));
      if (keyHash !== null) this.spent.set(keyHash, { until: Date.now() + refused.msBeforeNext, refusal });
      throw refusal;
    }
  }

  private limiter(points: number): RateLimiterMemory {
    const limiter = this.limiters.get(points) ?? new RateLimiterMemory({ points, duration: 1 });
    this.limiters.set(points, limiter);
    return limiter;
  }

  /** Counts one more open stream or upload of a tenant; returns the function that releases it. `LIMIT_REACHED` */
  open(limit: HeldLimit, tenantId: string, most: number): () => void {
    const giveBack = this.shares[limit].take(tenantId, most);
    if (giveBack === null) throw limitReached(limit, most);
    return giveBack;
  }

  /** How many streams or uploads a tenant has open. */
  count(limit: HeldLimit, tenantId: string): number {
    return this.shares[limit].held(tenantId);
  }
}

function leftOf(limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes): RequestsLeft {
  return { limit, remaining: Math.max(0, remainingPoints), resetMs: msBeforeNext };
}

/** @param most the tenant's bound */
export function limitReached(limit: LimitName, most: number): DomainError {
  const { title, hint } = tenantLimits[limit];
  return new DomainError(
    "LIMIT_REACHED",
    `${title}: the tenant may have ${most}.`,
    `${hint} GET /api/limits shows use and bound.`,
  );
}
