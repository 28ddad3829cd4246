import { createHash } from "node:crypto";
import type { HonoRequest, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { DomainError } from "../domain/errors.js";
import type { HttpEnv } from "./context.js";

/** What stands before every route with a JSON body: its content type, and a limit on its size. */
export function jsonBody(maxBytes: number): MiddlewareHandler<HttpEnv>[] {
  return [
    async ({ req }, next) => {
      const type = req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
      if (type !== "application/json") {
        const hint = "Send Content-Type: application/json.";
        throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "The body is not declared as JSON.", hint);
      }
      await next();
    },
    shortBody(maxBytes),
  ];
}

/** The limit alone, for routes that need no body and still hash what is sent. */
export function shortBody(maxBytes: number): MiddlewareHandler<HttpEnv> {
  return bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw bodyTooLarge(maxBytes, "Files go to /api/assets.");
    },
  });
}

/** How long the body says it is; 0 where it does not say. */
export function announcedLength(req: HonoRequest): number {
  return Number(req.header("content-length") ?? 0);
}

/** The raw body; a client that hangs up in the middle is told apart from a fault of ours. */
export async function* bodyOf(raw: Request): AsyncGenerator<Uint8Array> {
  if (!raw.body) return;
  const reader = raw.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new DomainError("REQUEST_ABORTED", "The body ended before it was complete.", "Send it again.");
    });
    if (done) return;
    yield value;
  }
}

/** A body that is streamed to where it belongs, up to a limit: refused when announced larger, or cut when it is. */
export function limitedBody(req: HonoRequest, maxBytes: number): AsyncIterable<Uint8Array> {
  if (announcedLength(req) > maxBytes) throw bodyTooLarge(maxBytes, "Split it.");
  return (async function* () {
    let size = 0;
    for await (const block of bodyOf(req.raw)) {
      size += block.length;
      if (size > maxBytes) throw bodyTooLarge(maxBytes, "Split it.");
      yield block;
    }
  })();
}

/** Reads a body for its hash alone, in hex. */
export async function sha256Of(body: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const block of body) hash.update(block);
  return hash.digest("hex");
}

function bodyTooLarge(maxBytes: number, hint: string): DomainError {
  return new DomainError("BODY_TOO_LARGE", `The body is larger than ${maxBytes} bytes.`, hint);
}
