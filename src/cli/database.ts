import { userInfo } from "node:os";
import { ConfigError, readEnv, toConfig } from "../config.js";
import { asActor } from "../db/audit/acting.js";
import { type Database, openDatabase } from "../db/database.js";
import { readInstanceState } from "../embedded/state-file.js";

/** The database of the settings, else of the embedded stack that runs on the data folder. */
export async function databaseUrl(): Promise<string> {
  const config = toConfig(readEnv());
  const url = config.databaseUrl ?? (await readInstanceState(config.dataDir))?.databaseUrl;
  if (url) return url;
  throw new ConfigError("No database: start the embedded one with npm start, or set DATABASE_URL.");
}

export async function withDatabase(run: (db: Database) => Promise<void>): Promise<void> {
  const db = openDatabase({ url: await databaseUrl(), maxConnections: 1, onLostConnection: () => undefined });
  try {
    const { username: name } = userInfo();
    await asActor({ kind: "operator", id: null, name, requestId: null, address: null }, () => run(db));
  } finally {
    await db.close();
  }
}
