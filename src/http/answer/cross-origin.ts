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
 * Lets pages of some other origins call the API, with a key of their own; a browser keeps all others from its answers.
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
