import { type Logger, pino } from "pino";
import type { AssetStore } from "./assets/asset-store.js";
import { openAssetStore } from "./assets/open-asset-store.js";
import type { Config } from "./config.js";
import { type Database, openDatabase } from "./db/database.js";

/** What every role works with; made once, handed down. */
export interface Deps {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly db: Database;
  readonly assets: AssetStore;
  readonly log: Logger;
  /** For fingerprints of secrets. */
  readonly secretKey: Buffer;
  close(): Promise<void>;
}

export async function createDeps(config: Config, databaseUrl: string, secretKey: Buffer): Promise<Deps> {
  const log = createLogger(config);
  const assets = await openAssetStore(config.assets);
  const db = openDatabase({
    url: databaseUrl,
    maxConnections: config.databaseConnections,
    onLostConnection: (error) => log.warn({ code: errorCode(error) }, "a database connection was lost"),
  });
  return { config, databaseUrl, db, assets, log, secretKey, close: () => db.close() };
}

export function createLogger(config: Config): Logger {
  return pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}

/** Errors of the driver can quote data; only their code is logged. */
function errorCode(error: Error): string {
  return "code" in error ? String(error.code) : error.name;
}
