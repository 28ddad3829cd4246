import { createHash, randomBytes } from "node:crypto";

/** Returns a new key. It has 256 random bits, so a fast hash protects it as well as a slow one. */
export function newApiKey(): string {
  return `bh_${randomBytes(32).toString("base64url")}`;
}

export function hashApiKey(key: string): string {
  return createHash("sha256").update(key, "utf8").digest("hex");
}

export const longestKeyName = 100;

/**
 * Whether a text can be a key's name. Names are shown in lists and logs, so control characters and a name of only white
 * space are refused.
 */
export function isKeyName(name: string): boolean {
  return name.trim() !== "" && name.length <= longestKeyName && !/\p{Cc}/u.test(name);
}
