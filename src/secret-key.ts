import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Config, ConfigError } from "./config.js";
import type { Query } from "./db/database.js";
import { agreeOnSecretKey } from "./db/secret-key-id.js";
import type { Fingerprint } from "./domain/fingerprint.js";

const keyBytes = 32;
/** Random bytes have some 30 different values among them, and fewer than 16 never. */
const leastValues = 16;
const howToMake = "make one with `openssl rand -base64 32`";

/** A secret key as its sub-keys (HKDF-SHA-256, RFC 5869): what is made under one tells nothing of another. */
export interface SecretKey {
  /** Names the key, in the database and before each fingerprint, and tells nothing of it. */
  readonly id: string;
  readonly secrets: Buffer;
  readonly requests: Buffer;
  /** For the secrets of stored credentials. */
  readonly credentials: Buffer;
  /** For the hashes of erased ids. */
  readonly erasures: Buffer;
  /** The key itself: fingerprints without a key id are made under it. */
  readonly whole: Buffer;
}

/** The key that everything is made under, then the one whose fingerprints are recognised as well. */
export type SecretKeys = readonly [current: SecretKey, ...previous: SecretKey[]];

/**
 * The keys of the settings (section D 11). A process with a database of its own needs one; embedded mode makes one in
 * its data folder. `ConfigError` where one cannot be used.
 */
export async function secretKeys(config: Config): Promise<SecretKeys> {
  const current = decoded("BULKHEAD_SECRET_KEY", config.secretKey ?? (await embeddedSecretKey(config)));
  // A key that can be guessed may still be the one to rotate away from.
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

/** Only the one spelling of a key is accepted: a decoder passes over characters that are a typing error. */
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

/** The keys under which erased ids are hashed. */
export function erasureKeys(keys: SecretKeys): readonly Buffer[] {
  return keys.map(({ erasures }) => erasures);
}

/** Fingerprints of one tenant's secrets or requests. */
export function fingerprintUnder(keys: SecretKeys, purpose: "secrets" | "requests", tenantId: string): Fingerprint {
  return (parts) => {
    const text = JSON.stringify([tenantId, ...parts]);
    const under = (key: Buffer) => createHmac("sha256", key).update(text).digest("base64url");
    return keys.flatMap((key) => [`${key.id}.${under(key[purpose])}`, under(key.whole)]).join(" ");
  };
}

/**
 * Refuses a key that is not the database's, with a `ConfigError`: it would have every password hashed again. A database
 * without one, or with the previous one of this process, takes the current one.
 */
export async function checkSecretKey(db: Query, keys: SecretKeys): Promise<void> {
  const ids = keys.map(({ id }) => id);
  const kept = await agreeOnSecretKey(db, ids);
  if (ids.includes(kept)) return;
  throw new ConfigError(
    `BULKHEAD_SECRET_KEY is another key (${keys[0].id}) than the database's (${kept}): set that one. docs/tenants-and-keys.md says under "The secret key" how to rotate it, and what to do where it is lost.`,
  );
}
