import { createHash } from "node:crypto";
import type { HonoRequest, MiddlewareHandler } from "hono";
import type { Config } from "../../config.js";
import { mediaTypeOf } from "../../domain/content-type.js";
import { DomainError } from "../../domain/errors.js";
import type { HttpEnv } from "../context.js";
import { unpackedBody } from "./unpacked-body.js";

/** Middleware of every route with a JSON body: checks its content type and limits its size. */
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

/** Limits the size of a body and reads it whole. Routes that need no body use it too, since they hash what is sent. */
export function shortBody({ http, limits: { maxBodyBytes } }: Config): MiddlewareHandler<HttpEnv> {
  return async ({ req }, next) => {
    const limits = { maxBytes: maxBodyBytes, timeoutMs: http.bodyTimeoutMs, hint: "Files go to /api/assets." };
    const blocks: Uint8Array[] = [];
    for await (const block of limitedBody(req, limits)) blocks.push(block);
    req.raw = new Request(req.raw, { body: Buffer.concat(blocks) });
    await next();
  };
}

/** The length of the body that the client announces, in bytes; 0 if unknown. */
export function announcedLength(req: HonoRequest): number {
  return Number(req.header("content-length") ?? 0);
}

/**
 * Yields the raw body. `REQUEST_ABORTED` if the client disconnects in the middle, so that this is not an internal
 * error; `REQUEST_STALLED` if no bytes arrive for `timeoutMs`. The whole body may take any time.
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
  /** The hint of the error for a larger body. */
  readonly hint: string;
}

/**
 * Yields a decompressed body up to a limit: `BODY_TOO_LARGE` at once if the announced length is larger, or as soon as
 * the received bytes are.
 */
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

/** Reads a body and returns its sha-256, in hex. */
export async function sha256Of(body: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const block of body) hash.update(block);
  return hash.digest("hex");
}
