import { DomainError } from "../../domain/errors.js";

/** Returns the sha-256 of a Repr-Digest header (RFC 9530), in hex; null without one. Other algorithms are ignored. */
export function reprDigest(header: string | undefined): string | null {
  if (header === undefined) return null;
  const member = header.split(",").find((part) => /^\s*sha-256\s*=/i.test(part));
  if (member === undefined) return null;
  const base64 = /^\s*sha-256\s*=\s*:([A-Za-z0-9+/]{43}=):\s*$/i.exec(member)?.[1];
  if (base64) return Buffer.from(base64, "base64").toString("hex");
  throw new DomainError(
    "INVALID_DIGEST",
    "The sha-256 in Repr-Digest is not a base64 digest between colons.",
    "Write it as Repr-Digest: sha-256=:<base64>:.",
  );
}
