import { createConsole } from "../console/console-app.js";
import { openRequestDatabases } from "../deps.js";
import { createApp } from "../http/app.js";
import type { HttpDeps } from "../http/context.js";
import { JobStreams } from "../http/jobs/job-streams.js";
import { type HttpServer, startServer } from "../http/server.js";
import { FailedAuthentications } from "../services/access/failed-authentications.js";
import { KeyUses } from "../services/access/key-uses.js";
import { AuditedReads } from "../services/audit/audited-reads.js";
import { ProcessUse } from "../services/limits/process-use.js";
import type { ServiceDeps } from "../services/service-deps.js";
import type { Stop } from "./servers.js";

interface Serving extends Pick<HttpDeps, "temporalUiUrl" | "namespace"> {
  readonly port: number;
  /** The functions that stop the server are added here. */
  readonly stops: Stop[];
}

/** Serves the API and the console. */
export async function startHttp(
  deps: ServiceDeps & Pick<HttpDeps, "placeFreed" | "exposition">,
  { port, stops, ...shown }: Serving,
): Promise<HttpServer> {
  const { close, ...databases } = openRequestDatabases(deps);
  stops.push(close);
  const failedAuthentications = new FailedAuthentications(deps);
  stops.push(() => failedAuthentications.stop());
  const keyUses = new KeyUses(deps);
  stops.push(() => keyUses.stop());
  const presenting = {
    ...{ ...deps, ...databases, ...shown, failedAuthentications, keyUses },
    ...{ use: new ProcessUse(), reads: new AuditedReads(databases.db) },
  };
  const streams = new JobStreams(presenting);
  const serving = { ...presenting, streams };
  const app = createApp(serving);
  app.route("/console", createConsole(serving));
  const server = await startServer(app, { ...deps.config.http, port });
  stops.push(() => server.stop());
  stops.push(async () => streams.stop());
  return server;
}
