import type { ConsoleMiddleware } from "./console-context.js";

/**
 * The Content-Security-Policy: only the console's own files and addresses, no inline script or style, and no frame
 * around a page.
 */
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

/** Sets the headers of every page. Pages contain rows, so no cache may store them. */
export function pagePolicy(): ConsoleMiddleware {
  return async (context, next) => {
    await next();
    context.res.headers.set("Content-Security-Policy", policy);
    if (!context.res.headers.has("Cache-Control")) context.res.headers.set("Cache-Control", "no-store");
  };
}
