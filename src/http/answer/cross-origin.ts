import { cors } from "hono/cors";

const readHeaders = [
  ...["Bulkhead-Asset-Changed", "Content-Disposition", "Content-Location", "ETag", "Idempotency-Replayed", "Location"],
  ...["Preference-Applied", "Retry-After"],
];
const sentHeaders = [
  ...["Authorization", "Content-Encoding", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"],
  ...["Last-Event-ID", "Prefer", "Repr-Digest"],
];

/**
 * Allows pages of the given origins to call the API, with a key of their own. A browser keeps the answers from pages of
 * all other origins.
 */
export function crossOrigin(origins: readonly string[]) {
  return cors({
    origin: (origin) => (origins.includes(origin) ? origin : null),
    allowMethods: ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE"],
    allowHeaders: sentHeaders,
    exposeHeaders: readHeaders,
    maxAge: 3_600,
  });
}
