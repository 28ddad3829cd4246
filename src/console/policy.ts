import type { ConsoleMiddleware } from "./console-context.js";

/** Its own files and addresses: no inline script, no inline style, nothing of another host, and no frame around it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** What every page tells the browser; pages hold rows, so no cache keeps them. */
export function pagePolicy(): ConsoleMiddleware {
  return async (context, next) => {
    await next();
    context.res.headers.set("Content-Security-Policy", policy);
    if (!context.res.headers.has("Cache-Control")) context.res.headers.set("Cache-Control", "no-store");
  };
}
