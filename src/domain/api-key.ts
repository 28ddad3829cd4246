import { createHash, randomBytes } from "node:crypto";

/** A key has 256 random bits, so a plain hash hides it as well as a slow one. */
export function newApiKey(): string {
  return `bh_${randomBytes(32).toString("base64url")}`;
}

export function hashApiKey(key: string): string {
  return createHash("sha256").update(key, "utf8").digest("hex");
}

export const longestKeyName = 100;

/** A key's name stands in lists and logs: it has no control characters, and is not only white space. */
export function isKeyName(name: string): boolean {
  return name.trim() !== "" && name.length <= longestKeyName && !/\p{Cc}/u.test(name);
}
