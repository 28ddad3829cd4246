import type { Context, MiddlewareHandler } from "hono";
import { findApiKey } from "../../db/access/api-keys.js";
import type { KeyInForce } from "../../db/access/key-in-force.js";
import { withOwnBounds } from "../../db/access/tenant-bounds.js";
import { hashApiKey } from "../../domain/api-key.js";
import { DomainError } from "../../domain/errors.js";
import { type Role, roleAllows } from "../../domain/role.js";
import { type RequestsLeft, TooManyRequests } from "../../services/limits/process-use.js";
import type { Caller, HttpDeps, HttpEnv } from "../context.js";
import { addressOf, asCaller } from "./acting.js";

type AuthDeps = Pick<HttpDeps, "gate" | "config" | "use" | "keyUses" | "failedAuthentications">;

/**
 * Authenticates a request by its key, and limits its rate. Without a key in force the request is refused. After this
 * its connections count for the tenant.
 */
export function authenticate({
  gate,
  config,
  use,
  keyUses,
  failedAuthentications,
}: AuthDeps): MiddlewareHandler<HttpEnv> {
  /** Concurrent requests with the same key share one query: the connections of the gate serve all tenants. */
  const lookUps = new Map<string, ReturnType<typeof findApiKey>>();
  function lookUp(keyHash: string): ReturnType<typeof findApiKey> {
    const underWay = lookUps.get(keyHash);
    if (underWay) return underWay;
    const found = findApiKey(gate.query, keyHash).finally(() => lookUps.delete(keyHash));
    lookUps.set(keyHash, found);
    return found;
  }

  async function callerWith(context: Context<HttpEnv>, key: string): Promise<Caller> {
    const keyHash = hashApiKey(key);
    use.refuseSpent(keyHash);
    const found = await lookUp(keyHash);
    if (!found) {
      failedAuthentications.add(addressOf(context));
      throw unauthenticated("The API key is unknown, revoked or expired.");
    }
    const caller = callerOf(config, found);
    keyUses.add(caller.keyId);
    tellRequestsLeft(context, await use.request(caller, { page: pageOf(context), keyHash }));
    return caller;
  }

  return async (context, next) => {
    const key = keyOf(context.req.header("authorization") ?? "");
    if (key === undefined) throw unauthenticated("The request carries no API key.");
    const caller = await callerWith(context, key).catch((error: unknown) => {
      if (error instanceof TooManyRequests) tellRequestsLeft(context, error.left);
      throw error;
    });
    context.set("caller", caller);
    await asCaller(context, caller, "key", next);
  };
}

function unauthenticated(message: string): DomainError {
  const hint = "Send Authorization: Bearer <key>; bulkhead keys create makes one.";
  return new DomainError("UNAUTHENTICATED", message, hint);
}

/** Returns the caller that a key identifies. */
export function callerOf(
  { tenantBounds }: Pick<HttpDeps["config"], "tenantBounds">,
  { ownBounds, ...key }: KeyInForce,
): Caller {
  return { ...key, bounds: withOwnBounds(tenantBounds, ownBounds) };
}

/** How many items a request asks for, by its parameter `limit`; 0 if it has none. */
export function pageOf({ req }: Context): number {
  return Number(req.query("limit")) || 0;
}

/** Sets the rate limit headers that the vendor of contract A documents. */
function tellRequestsLeft(context: Context, { limit, remaining, resetMs }: RequestsLeft): void {
  if (!context.req.path.startsWith("/incoming/")) return;
  context.header("X-RateLimit-Limit", String(limit));
  context.header("X-RateLimit-Remaining", String(remaining));
  context.header("X-RateLimit-Reset", String(Math.ceil((Date.now() + resetMs) / 1_000)));
}

/** The key of `Bearer <key>`, or of `Basic` with the key as the password. */
function keyOf(header: string): string | undefined {
  const basic = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header)?.[1];
  if (basic === undefined) return /^Bearer +(\S+)$/i.exec(header)?.[1];
  const credentials = Buffer.from(basic, "base64").toString("utf8");
  const colon = credentials.indexOf(":");
  return colon === -1 ? undefined : credentials.slice(colon + 1);
}

/** Refuses a caller whose role is below this one. */
export function allow(role: Role): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    requireRole(context.get("caller"), role);
    await next();
  };
}

/** Throws `FORBIDDEN` if a caller's role is below this one. For handlers whose role depends on the request. */
export function requireRole(caller: Caller, role: Role): void {
  if (roleAllows(caller.role, role)) return;
  const message = `This needs a key of role ${role}; the key ${caller.name} has ${caller.role}.`;
  throw new DomainError("FORBIDDEN", message, `Ask an operator for a key of role ${role}.`);
}
