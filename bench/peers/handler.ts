import { commandOutput } from "../bulkhead/command-output.js";
import type { EventFile } from "../event-file/cached-event-file.js";
import type { Measurement } from "../measure/measurement.js";
import type { Servers } from "../servers.js";
import { readPeerReport } from "./peer-report.js";

/** Loads the file with the plain handler; into an empty table where the database has none yet. */
export async function handlerLoad(servers: Servers, database: string, file: EventFile): Promise<Measurement> {
  await servers.checkpoint();
  const walBefore = await servers.walPosition();
  const env = { DATABASE_URL: servers.url(database) };
  const report = readPeerReport(await commandOutput("dist/bench/peers/plain-handler.js", [file.path], env));
  const walBytes = (await servers.walPosition()) - walBefore;
  if (report.rows !== file.rows) throw new Error(`the plain handler took ${report.rows} of ${file.rows} rows`);
  return { rows: file.rows, seconds: report.seconds, walBytes, peakMemory: { client: report.peakMemory } };
}
