import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Servers } from "../servers.js";

const slowMs = 20;

/** Lets the embedded Postgres log the plan of every slow statement in this database, as it was executed. */
export async function explainStatements(servers: Servers, database: string): Promise<void> {
  const settings: Readonly<Record<string, string>> = {
    session_preload_libraries: "auto_explain",
    "auto_explain.log_min_duration": String(slowMs),
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_wal": "on",
    "auto_explain.log_triggers": "on",
    "auto_explain.log_parameter_max_length": "0",
  };
  for (const [name, value] of Object.entries(settings)) {
    await servers.configure(`alter database ${database} set ${name} = '${value}'`);
  }
}

/** What the server has logged so far; `plansIn` reads what came later. */
export function serverLog({ folder }: Servers): Promise<string> {
  return readFile(join(folder, "logs", "postgres.log"), "utf8");
}

/** The plans in a piece of the log, in their order. */
export function plansIn(log: string): string[] {
  const entries = log.split(/^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/m);
  return entries.filter((entry) => /LOG: {2}duration: [\d.]+ ms {2}plan:/.test(entry)).map((entry) => entry.trimEnd());
}
