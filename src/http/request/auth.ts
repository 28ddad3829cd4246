import type { MiddlewareHandler } from "hono";
import { findApiKey } from "../../db/access/api-keys.js";
import type { Query } from "../../db/database.js";
import { hashApiKey } from "../../domain/api-key.js";
import { DomainError } from "../../domain/errors.js";
import { type Role, roleAllows } from "../../domain/role.js";
import type { Caller, HttpEnv } from "../context.js";

/** Finds out who calls; without a key in force nobody passes. */
export function authenticate(db: Query): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    const key = keyOf(context.req.header("authorization") ?? "");
    const found = key ? await findApiKey(db, hashApiKey(key)) : undefined;
    if (!found) {
      const message = key ? "The API key is unknown or revoked." : "The request carries no API key.";
      throw new DomainError(
        "UNAUTHENTICATED",
        message,
        "Send Authorization: Bearer <key>; bulkhead keys create makes one.",
      );
    }
    context.set("caller", { tenantId: found.tenantId, name: found.name, role: found.role });
    await next();
  };
}

/** The key of `Bearer <key>`, or of `Basic` with the key as password. */
function keyOf(header: string): string | undefined {
  const basic = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header)?.[1];
  if (basic === undefined) return /^Bearer +(\S+)$/i.exec(header)?.[1];
  const credentials = Buffer.from(basic, "base64").toString("utf8");
  const colon = credentials.indexOf(":");
  return colon === -1 ? undefined : credentials.slice(colon + 1);
}

/** Lets a caller pass whose role is at least this one. */
export function allow(role: Role): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    requireRole(context.get("caller"), role);
    await next();
  };
}

/** The same, where what is asked decides which role it takes. */
export function requireRole(caller: Caller, role: Role): void {
  if (roleAllows(caller.role, role)) return;
  const message = `This needs a key of role ${role}; the key ${caller.name} has ${caller.role}.`;
  throw new DomainError("FORBIDDEN", message, `Ask an operator for a key of role ${role}.`);
}
