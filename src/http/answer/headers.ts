import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { HttpEnv } from "../context.js";

/**
 * Sets the security headers of every answer: guess no type, frame nothing, run nothing, send no referrer. A page has
 * its own `Content-Security-Policy`. TLS, and so `Strict-Transport-Security`, belongs to the proxy in front.
 */
export function secured(): MiddlewareHandler<HttpEnv> {
  const secure = secureHeaders({ xFrameOptions: "DENY", strictTransportSecurity: false });
  return async (context, next) => {
    await secure(context, next);
    if (!context.res.headers.has("Content-Security-Policy")) {
      context.res.headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
  };
}

/** Forbids caches to store an answer that needs a key, refusals included. An answer may set a stricter `no-store`. */
export function unstored(): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    if (!headers.get("Cache-Control")?.startsWith("no-store")) headers.set("Cache-Control", "no-store");
  };
}

/** Answers HEAD with the headers of GET. The body is cancelled, so that its source stops. */
export function withoutBodyOfHead(): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    await next();
    if (context.req.method === "HEAD") await context.res.body?.cancel();
  };
}
