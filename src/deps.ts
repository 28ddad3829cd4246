import { type Logger, pino } from "pino";
import type { AssetStore } from "./assets/asset-store.js";
import { openAssetStore } from "./assets/open-asset-store.js";
import type { Config } from "./config.js";
import { type Database, openDatabase } from "./db/database.js";
import { requestLimits, type SessionLimits, workLimits } from "./db/session-limits.js";
import type { SecretKeys } from "./secret-key.js";

/** What every role works with; made once, handed down. */
export interface Deps {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly db: Database;
  readonly assets: AssetStore;
  readonly log: Logger;
  readonly secretKeys: SecretKeys;
  close(): Promise<void>;
}

export async function createDeps(config: Config, databaseUrl: string, secretKeys: SecretKeys): Promise<Deps> {
  const log = createLogger(config);
  const assets = await openAssetStore(config.assets);
  const db = openFor({ log, databaseUrl }, config.databaseConnections.work, workLimits);
  return { config, databaseUrl, db, assets, log, secretKeys, close: () => db.close() };
}

/** The databases of HTTP requests. */
export interface RequestDatabases {
  /** For what requests do, with limits on how long they wait. */
  readonly db: Database;
  /** For authentication and readiness alone, which therefore wait for nothing that a request does. */
  readonly gate: Database;
  close(): Promise<void>;
}

/** Connections that work has no part in: neither makes the other wait. */
export function openRequestDatabases(deps: Pick<Deps, "config" | "databaseUrl" | "log">): RequestDatabases {
  const { requests, gate: atTheGate } = deps.config.databaseConnections;
  const db = openFor(deps, requests, requestLimits);
  const gate = openFor(deps, atTheGate, requestLimits);
  return { db, gate, close: async () => void (await Promise.all([db.close(), gate.close()])) };
}

function openFor(
  { log, databaseUrl: url }: Pick<Deps, "databaseUrl" | "log">,
  maxConnections: number,
  limits: SessionLimits,
): Database {
  const onLostConnection = (error: Error) => log.warn({ code: errorCode(error) }, "a database connection was lost");
  return openDatabase({ url, maxConnections, limits, onLostConnection });
}

export function createLogger(config: Config): Logger {
  return pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}

/** Errors of the driver can quote data; only their code is logged. */
function errorCode(error: Error): string {
  return "code" in error ? String(error.code) : error.name;
}
