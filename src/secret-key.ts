import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Config, ConfigError } from "./config.js";
import type { Query } from "./db/database.js";
import { agreeOnSecretKey } from "./db/secret-key-id.js";
import type { Fingerprint } from "./domain/fingerprint.js";

const keyBytes = 32;
/** The least number of different bytes in a key. Random keys have about 30, and practically never fewer than 16. */
const leastValues = 16;
const howToMake = "make one with `openssl rand -base64 32`";

/**
 * The sub-keys of a secret key (HKDF-SHA-256, RFC 5869). A value made with one sub-key reveals nothing about another.
 */
export interface SecretKey {
  /** Identifies the key, in the database and before each fingerprint, and reveals nothing about it. */
  readonly id: string;
  readonly secrets: Buffer;
  readonly requests: Buffer;
  /** For the secrets of stored credentials. */
  readonly credentials: Buffer;
  /** For the hashes of erased ids. */
  readonly erasures: Buffer;
  /** The key itself. Fingerprints without a key id are made with it. */
  readonly whole: Buffer;
}

/** The current key, which makes everything, then the previous key, whose fingerprints are recognised as well. */
export type SecretKeys = readonly [current: SecretKey, ...previous: SecretKey[]];

/**
 * Returns the keys of the settings (section D 11). A process with a configured database needs a key; embedded mode
 * makes a key in its data folder. Throws `ConfigError` if a key cannot be used.
 */
export async function secretKeys(config: Config): Promise<SecretKeys> {
  const current = decoded("BULKHEAD_SECRET_KEY", config.secretKey ?? (await embeddedSecretKey(config)));
  // Only the current key is checked: the key to rotate away from may be guessable.
  if (new Set(current).size < leastValues) {
    throw new ConfigError(`BULKHEAD_SECRET_KEY can be guessed, since most of its bytes are alike: ${howToMake}.`);
  }
  const { secretKeyPrevious: previous } = config;
  if (previous === undefined) return [subKeys(current)];
  if (previous === current.toString("base64")) {
    throw new ConfigError("BULKHEAD_SECRET_KEY_PREVIOUS is the same key as BULKHEAD_SECRET_KEY: leave it out.");
  }
  return [subKeys(current), subKeys(decoded("BULKHEAD_SECRET_KEY_PREVIOUS", previous))];
}

async function embeddedSecretKey({ databaseUrl, dataDir }: Config): Promise<string> {
  if (databaseUrl !== null) throw new ConfigError(`BULKHEAD_SECRET_KEY is not set: ${howToMake} and keep it.`);
  const path = join(dataDir, "secret-key");
  await mkdir(dataDir, { recursive: true });
  const fresh = randomBytes(keyBytes).toString("base64");
  await writeFile(path, `${fresh}\n`, { mode: 0o600, flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return (await readFile(path, "utf8")).trim();
}

/** Decodes a key. Only its canonical spelling is accepted, since a decoder ignores mistyped characters. */
function decoded(setting: string, text: string): Buffer {
  const key = Buffer.from(text, "base64");
  if (key.length === keyBytes && key.toString("base64") === text) return key;
  throw new ConfigError(
    `${setting} is not ${keyBytes} bytes in base64, 44 characters that end with one "=": ${howToMake}.`,
  );
}

function subKeys(key: Buffer): SecretKey {
  const derived = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync("sha256", key, "", `bulkhead ${purpose}`, bytes));
  return {
    id: derived("key id", 9).toString("base64url"),
    secrets: derived("secrets", keyBytes),
    requests: derived("requests", keyBytes),
    credentials: derived("credentials", keyBytes),
    erasures: derived("erasures", keyBytes),
    whole: key,
  };
}

/** Returns the keys with which erased ids are hashed. */
export function erasureKeys(keys: SecretKeys): readonly Buffer[] {
  return keys.map(({ erasures }) => erasures);
}

/** Returns the function that makes fingerprints of one tenant's secrets or requests. */
export function fingerprintUnder(keys: SecretKeys, purpose: "secrets" | "requests", tenantId: string): Fingerprint {
  return (parts) => {
    const text = JSON.stringify([tenantId, ...parts]);
    const under = (key: Buffer) => createHmac("sha256", key).update(text).digest("base64url");
    return keys.flatMap((key) => [`${key.id}.${under(key[purpose])}`, under(key.whole)]).join(" ");
  };
}

/**
 * Throws `ConfigError` if this process's keys do not include the database's key: with another key every password would
 * be hashed again. A database without a key, or with this process's previous key, takes the current key.
 */
export async function checkSecretKey(db: Query, keys: SecretKeys): Promise<void> {
  const ids = keys.map(({ id }) => id);
  const kept = await agreeOnSecretKey(db, ids);
  if (ids.includes(kept)) return;
  throw new ConfigError(
    `BULKHEAD_SECRET_KEY is another key (${keys[0].id}) than the database's (${kept}): set that one. docs/tenants-and-keys.md says under "The secret key" how to rotate it, and what to do where it is lost.`,
  );
}
