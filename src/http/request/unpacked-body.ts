import { createHash } from "node:crypto";
import type { HonoRequest } from "hono";
import { DomainError } from "../../domain/errors.js";
import { digestMismatch } from "../../services/assets/store-asset.js";
import { gunzip, type InflateLimits } from "../../unpacking/inflate.js";

/** Whether the body is compressed with gzip; `UNSUPPORTED_MEDIA_TYPE` for any other coding. */
export function isGzipped(req: HonoRequest): boolean {
  const coding = req.header("content-encoding")?.trim().toLowerCase() ?? "";
  if (coding === "" || coding === "identity") return false;
  if (coding === "gzip" || coding === "x-gzip") return true;
  const hint = "Send it with Content-Encoding: gzip, or without compression.";
  throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "The body is compressed in a way that is not read here.", hint);
}

/** Returns a body decompressed by its Content-Encoding. */
export function unpackedBody(
  req: HonoRequest,
  body: AsyncIterable<Uint8Array>,
  limits: InflateLimits,
): AsyncIterable<Uint8Array> {
  return isGzipped(req) ? gunzip(body, limits) : body;
}

/**
 * Yields the bytes unchanged, and throws `DIGEST_MISMATCH` at their end if their sha-256 differs.
 * @param expected in hex
 */
export async function* withDigest(body: AsyncIterable<Uint8Array>, expected: string): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const block of body) {
    hash.update(block);
    yield block;
  }
  const found = hash.digest("hex");
  if (found !== expected) throw digestMismatch(found);
}
