import { createHash } from "node:crypto";
import type { HonoRequest, MiddlewareHandler } from "hono";
import type { Config } from "../../config.js";
import { mediaTypeOf } from "../../domain/content-type.js";
import { DomainError } from "../../domain/errors.js";
import type { HttpEnv } from "../context.js";
import { unpackedBody } from "./unpacked-body.js";

/** What stands before every route with a JSON body: its content type, and a limit on its size. */
export function jsonBody(config: Config): MiddlewareHandler<HttpEnv>[] {
  return [
    async ({ req }, next) => {
      if (mediaTypeOf(req.header("content-type") ?? "") !== "application/json") {
        const hint = "Send Content-Type: application/json.";
        throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "The body is not declared as JSON.", hint);
      }
      await next();
    },
    shortBody(config),
  ];
}

/** The limit alone, for routes that need no body and still hash what is sent. Reads the body whole. */
export function shortBody({ http, limits: { maxBodyBytes } }: Config): MiddlewareHandler<HttpEnv> {
  return async ({ req }, next) => {
    const limits = { maxBytes: maxBodyBytes, timeoutMs: http.bodyTimeoutMs, hint: "Files go to /api/assets." };
    const blocks: Uint8Array[] = [];
    for await (const block of limitedBody(req, limits)) blocks.push(block);
    req.raw = new Request(req.raw, { body: Buffer.concat(blocks) });
    await next();
  };
}

/** How long the body says it is; 0 where it does not say. */
export function announcedLength(req: HonoRequest): number {
  return Number(req.header("content-length") ?? 0);
}

/**
 * The raw body. A client that hangs up in the middle is distinguished from a fault of ours, and one that sends nothing
 * more for so long is not waited for; however long the whole takes.
 */
export async function* bodyOf(raw: Request, timeoutMs: number): AsyncGenerator<Uint8Array> {
  if (!raw.body) return;
  const reader = raw.body.getReader();
  for (;;) {
    const { done, value } = await withinTime(reader.read().catch(aborted), timeoutMs);
    if (done) return;
    yield value;
  }
}

function aborted(): never {
  throw new DomainError("REQUEST_ABORTED", "The body ended before it was complete.", "Send it again.");
}

async function withinTime<Value>(read: Promise<Value>, timeoutMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    const hint = "Send it again; nothing was kept.";
    const error = new DomainError(
      "REQUEST_STALLED",
      `No more of the body arrived within ${timeoutMs / 1_000} s.`,
      hint,
    );
    timer = setTimeout(reject, timeoutMs, error);
  });
  try {
    return await Promise.race([read, stalled]);
  } finally {
    clearTimeout(timer);
  }
}

export interface BodyLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** What to do with a body that is larger. */
  readonly hint: string;
}

/** A body up to a limit, unpacked: refused when announced larger, or cut when it is. */
export function limitedBody(req: HonoRequest, { maxBytes, timeoutMs, hint }: BodyLimits): AsyncIterable<Uint8Array> {
  const tooLarge = () => new DomainError("BODY_TOO_LARGE", `The body is larger than ${maxBytes} bytes.`, hint);
  if (announcedLength(req) > maxBytes) throw tooLarge();
  const body = unpackedBody(req, bodyOf(req.raw, timeoutMs), { maxBytes, tooLarge });
  return (async function* () {
    let size = 0;
    for await (const block of body) {
      size += block.length;
      if (size > maxBytes) throw tooLarge();
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
