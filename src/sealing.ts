import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { SecretKeys } from "./secret-key.js";

/**
 * AES-256-GCM (NIST SP 800-38D): 12 random bytes, the tag of 16 bytes, then the text. Sealed text cannot be read or
 * changed without the key.
 */
const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/** Encrypts a secret with the current key. `owner` is authenticated: sealed text does not open for another owner. */
export function seal([current]: SecretKeys, owner: readonly string[], secret: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, current.credentials, nonce).setAAD(Buffer.from(JSON.stringify(owner)));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return `${current.id}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url")}`;
}

/** Decrypts a secret; null if it was sealed with a key that is not in force, or for another owner. */
export function unseal(keys: SecretKeys, owner: readonly string[], sealed: string): string | null {
  const [id, coded = ""] = sealed.split(".");
  const key = keys.find((known) => known.id === id);
  if (!key) return null;
  const bytes = Buffer.from(coded, "base64url");
  const [nonce, tag] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes, nonceBytes + tagBytes)];
  try {
    const opened = createDecipheriv(algorithm, key.credentials, nonce, { authTagLength: tagBytes })
      .setAAD(Buffer.from(JSON.stringify(owner)))
      .setAuthTag(tag);
    return Buffer.concat([opened.update(bytes.subarray(nonceBytes + tagBytes)), opened.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** Returns whether a text is sealed with the current key. */
export function isSealedNow([current]: SecretKeys, sealed: string): boolean {
  return sealed.startsWith(`${current.id}.`);
}
