import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Config, ConfigError } from "../config.js";
import { ensureApiKey, isEnded, revokeApiKeysLike } from "../db/access/api-keys.js";
import type { Deps } from "../deps.js";
import { hashApiKey, newApiKey } from "../domain/api-key.js";

/**
 * Makes the API key of the demo and the first curl once, readable only by its owner. If the file is missing, or its key
 * was revoked or replaced, makes a new key and revokes the earlier ones. Returns the key's id.
 */
export async function ensureEmbeddedKey({ config, db }: Deps): Promise<string> {
  const path = embeddedKeyPath(config);
  let key = await readEmbeddedKey(config);
  if (key === null || (await isEnded(db.query, hashApiKey(key)))) {
    key = newApiKey();
    await writeFile(path, `${key}\n`, { mode: 0o600 });
    await chmod(path, 0o600);
  }
  const hash = hashApiKey(key);
  const [id, named] = [idFromHash(hash), { tenantId: "default", name: "embedded", role: "admin" } as const];
  await db.transaction({ name: "embedded key" }, async ({ trx }) => {
    await revokeApiKeysLike(trx, named, (other) => other !== id && isEmbeddedId(other));
    await ensureApiKey(trx, { ...named, id, hash });
  });
  return id;
}

export function embeddedKeyPath({ dataDir }: Pick<Config, "dataDir">): string {
  return join(dataDir, "api-key");
}

export async function readEmbeddedKey(config: Pick<Config, "dataDir">): Promise<string | null> {
  const path = embeddedKeyPath(config);
  const key = (await readFile(path, "utf8").catch(() => "")).trim();
  if (key === "" || /^bh_[\w-]{43}$/.test(key)) return key === "" ? null : key;
  throw new ConfigError(`${path} holds something else than an API key. Remove it: the next start makes a new key.`);
}

/** Returns whether an id is that of an embedded key. Keys that people make have a random UUID (version 4). */
function isEmbeddedId(id: string): boolean {
  return id[14] === "8";
}

/** Returns a UUID (version 8) from the key's hash, so that the same key is the same row at every start. */
function idFromHash(hash: string): string {
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
