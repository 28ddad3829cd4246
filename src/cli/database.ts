import { userInfo } from "node:os";
import { ConfigError, readEnv, toConfig } from "../config.js";
import { asActor } from "../db/audit/acting.js";
import { type Database, openDatabase } from "../db/database.js";
import { readInstanceState } from "../embedded/state-file.js";

/** Returns the URL of the database in the settings, else of the embedded stack that runs on the data folder. */
export async function databaseUrl(): Promise<string> {
  const config = toConfig(readEnv());
  const url = config.databaseUrl ?? (await readInstanceState(config.dataDir))?.databaseUrl;
  if (url) return url;
  throw new ConfigError("No database: start the embedded one with npm start, or set DATABASE_URL.");
}

/** Returns the account that runs the command. In a container the account may have a number and no name. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

export async function withDatabase(run: (db: Database) => Promise<void>): Promise<void> {
  const db = openDatabase({ url: await databaseUrl(), maxConnections: 1, onLostConnection: () => undefined });
  try {
    await asActor({ kind: "operator", id: null, name: accountName(), requestId: null, address: null }, () => run(db));
  } finally {
    await db.close();
  }
}
