import { setTimeout } from "node:timers/promises";
import { ConfigError } from "../config.js";
import { connectionsAllowed } from "../db/connections-allowed.js";
import { databaseErrorCode, isUnavailable } from "../db/database-errors.js";
import { pendingMigrations } from "../db/migrate.js";
import type { Deps } from "../deps.js";
import { checkSecretKey } from "../secret-key.js";
import { sealCredentialsAgain } from "../services/sources/credentials.js";
import { sealWebhooksAgain } from "../services/webhooks/secrets.js";

/** Waits until the database has this version's schema. Throws `ConfigError` if the database has another secret key. */
export async function databaseReady(
  deps: Pick<Deps, "db" | "secretKeys">,
  databaseUrl: string,
  say: (line: string) => void,
  stopping: AbortSignal,
): Promise<void> {
  for (let reported: string | null = null; ; ) {
    const reason = await missingOf(deps, databaseUrl);
    if (reason === null) return;
    if (reason !== reported) say(`waiting for ${reason}`);
    reported = reason;
    await setTimeout(2_000, undefined, { signal: stopping });
  }
}

/**
 * Returns what a process has to wait for; null if the database and its schema are ready, with this process's secret
 * key.
 */
async function missingOf(
  { db, secretKeys: keys }: Pick<Deps, "db" | "secretKeys">,
  databaseUrl: string,
): Promise<string | null> {
  try {
    const pending = await pendingMigrations(databaseUrl);
    if (pending.length > 0) return `the migrations ${pending.join(", ")}`;
    await checkSecretKey(db.query, keys);
    await sealCredentialsAgain(db.query, keys);
    await sealWebhooksAgain(db.query, keys);
    return null;
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    const code = databaseErrorCode(error) ?? (error instanceof Error && "code" in error ? error.code : "no answer");
    return `the database (${code})`;
  }
}

/**
 * Throws `ConfigError` if the slots need more connections than the database allows. Such slots would wait for each
 * other.
 */
export async function enoughConnections(
  { db, config }: Pick<Deps, "db" | "config">,
  role: "worker" | "all",
): Promise<void> {
  const allowed = await connectionsAllowed(db.query);
  const { work, requests, erasures, gate, metrics } = config.databaseConnections;
  const wanted = role === "all" ? work + requests + erasures + gate + metrics : work + metrics;
  if (wanted <= allowed) return;
  throw new ConfigError(
    `BULKHEAD_ACTIVITY_SLOTS=${config.activitySlots} asks for ${wanted} connections, and Postgres allows ${allowed}: set fewer, or raise its max_connections.`,
  );
}
