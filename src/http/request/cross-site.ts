import type { MiddlewareHandler } from "hono";
import { DomainError } from "../../domain/errors.js";
import type { HttpEnv } from "../context.js";

const safeMethods = ["GET", "HEAD", "OPTIONS"];

/**
 * Refuses requests that a page of another site makes a browser send: the browser adds the key that it remembers from
 * Basic authentication. Pages of the allowed origins may send them. Browsers send `Sec-Fetch-Site`, older ones
 * `Origin`; other clients send neither.
 */
export function refuseCrossSite(allowedOrigins: readonly string[] = []): MiddlewareHandler<HttpEnv> {
  return async ({ req }, next) => {
    const isAllowed = allowedOrigins.includes(req.header("origin") ?? "");
    if (!safeMethods.includes(req.method) && !isAllowed && isForeign(req.header())) {
      const message = "A browser sent this for a page of another site.";
      throw new DomainError(
        "CROSS_SITE_REQUEST",
        message,
        "Send it from the same origin, or from a client of your own.",
      );
    }
    await next();
  };
}

function isForeign({ "sec-fetch-site": site, origin, host = "" }: Record<string, string>): boolean {
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  return origin !== undefined && origin.replace(/^https?:\/\//, "") !== host;
}
