import { createHash } from "node:crypto";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { etag } from "hono/etag";
import type { HttpEnv } from "../context.js";

export interface FixedContent {
  readonly contentType: string;
  /** Called once, with the first request. */
  make(): string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A GET without a key whose answer stays the same while the process runs. Any client may ask for it, so it is made once
 * and kept as bytes. A client that sends the ETag it knows is answered 304.
 */
export function fixedAnswer(
  app: OpenAPIHono<HttpEnv>,
  path: string,
  { contentType, make, headers }: FixedContent,
): void {
  let made: { readonly bytes: Uint8Array<ArrayBuffer>; readonly etag: string } | null = null;
  app.get(path, etag(), (context) => {
    made ??= withEtag(make());
    // Asked again each time, and mostly answered 304: another version of Bulkhead has another page.
    const own = { "Content-Type": contentType, "Cache-Control": "no-cache", ETag: made.etag };
    return context.body(made.bytes, 200, { ...own, ...headers });
  });
}

function withEtag(content: string | Buffer) {
  const bytes = Uint8Array.from(typeof content === "string" ? Buffer.from(content) : content);
  return { bytes, etag: `"${createHash("sha256").update(bytes).digest("base64url")}"` };
}
