import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "./config.js";
import { ensureApiKey } from "./db/api-keys.js";
import type { Deps } from "./deps.js";
import { hashApiKey, newApiKey } from "./http/auth.js";

/** The key that the demo and the first curl use, made once, readable by its owner alone. */
export async function ensureEmbeddedKey({ config, db }: Deps): Promise<void> {
  const path = embeddedKeyPath(config);
  let key = await readEmbeddedKey(config);
  if (key === null) {
    key = newApiKey();
    await writeFile(path, `${key}\n`, { mode: 0o600 });
    await chmod(path, 0o600);
  }
  const hash = hashApiKey(key);
  await ensureApiKey(db.query, { id: idFromHash(hash), tenantId: "default", name: "embedded", role: "admin", hash });
}

export function embeddedKeyPath({ dataDir }: Pick<Config, "dataDir">): string {
  return join(dataDir, "api-key");
}

export async function readEmbeddedKey(config: Pick<Config, "dataDir">): Promise<string | null> {
  const text = await readFile(embeddedKeyPath(config), "utf8").catch(() => "");
  return text.trim() === "" ? null : text.trim();
}

/** A UUID (version 8) from the key's hash: the same key is the same row at every start. */
function idFromHash(hash: string): string {
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
