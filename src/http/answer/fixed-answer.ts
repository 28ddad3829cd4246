import { createHash } from "node:crypto";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { etag } from "hono/etag";
import type { HttpEnv } from "../context.js";

export interface FixedContent {
  readonly contentType: string;
  /** Called once, at the first request. */
  make(): string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Registers a GET without a key whose answer stays the same while the process runs. Any client may send the request, so
 * the answer is made once and cached as bytes. A client that sends its current ETag gets 304.
 */
export function fixedAnswer(
  app: OpenAPIHono<HttpEnv>,
  path: string,
  { contentType, make, headers }: FixedContent,
): void {
  let made: { readonly bytes: Uint8Array<ArrayBuffer>; readonly etag: string } | null = null;
  app.get(path, etag(), (context) => {
    made ??= withEtag(make());
    // Clients revalidate each time, and mostly get 304: another version of Bulkhead has another page.
    const own = { "Content-Type": contentType, "Cache-Control": "no-cache", ETag: made.etag };
    return context.body(made.bytes, 200, { ...own, ...headers });
  });
}

function withEtag(content: string | Buffer) {
  const bytes = Uint8Array.from(typeof content === "string" ? Buffer.from(content) : content);
  return { bytes, etag: `"${createHash("sha256").update(bytes).digest("base64url")}"` };
}
