import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { HttpEnv } from "../context.js";

/**
 * What every answer tells a browser: guess no type, frame nothing, run nothing, send no referrer. A page has its
 * own `Content-Security-Policy`. TLS, and so `Strict-Transport-Security`, belongs to the proxy in front.
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

/** What needs a key is kept by no cache on the way, refusals included; an answer may forbid more than that. */
export function unstored(): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    if (!headers.get("Cache-Control")?.startsWith("no-store")) headers.set("Cache-Control", "no-store");
  };
}

/** The headers of a HEAD's answer are those of GET. Its body is cancelled, so that its source stops. */
export function withoutBodyOfHead(): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    await next();
    if (context.req.method === "HEAD") await context.res.body?.cancel();
  };
}
