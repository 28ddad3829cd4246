import { createHmac, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Config, ConfigError } from "./config.js";
import type { Fingerprint } from "./domain/row-check.js";

const keyBytes = 32;

/**
 * The key under which fingerprints of secrets are made (section D 11). Whoever brings a database brings the key, since
 * another one would have every password hashed again; embedded mode makes one in its data folder.
 */
export async function secretKey({ secretKey: given, databaseUrl, dataDir }: Config): Promise<Buffer> {
  if (given !== undefined) return decoded(given);
  if (databaseUrl !== null) {
    throw new ConfigError("BULKHEAD_SECRET_KEY is not set: make one with `openssl rand -base64 32` and keep it.");
  }
  const path = join(dataDir, "secret-key");
  await mkdir(dataDir, { recursive: true });
  const fresh = randomBytes(keyBytes).toString("base64");
  await writeFile(path, `${fresh}\n`, { mode: 0o600, flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return decoded((await readFile(path, "utf8")).trim());
}

function decoded(text: string): Buffer {
  const key = Buffer.from(text, "base64");
  if (key.length === keyBytes) return key;
  throw new ConfigError(`BULKHEAD_SECRET_KEY must be ${keyBytes} bytes in base64: openssl rand -base64 32.`);
}

/** Fingerprints of one tenant's secrets. */
export function fingerprintUnder(key: Buffer, tenantId: string): Fingerprint {
  return (parts) =>
    createHmac("sha256", key)
      .update(JSON.stringify([tenantId, ...parts]))
      .digest("base64url");
}
