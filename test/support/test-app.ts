import { type Logger, pino } from "pino";
import { createApp } from "../../src/http/app.js";
import { JobStreams } from "../../src/http/jobs/job-streams.js";
import { type HttpServer, startServer } from "../../src/http/server.js";
import { FailedAuthentications } from "../../src/services/access/failed-authentications.js";
import { KeyUses } from "../../src/services/access/key-uses.js";
import { AuditedReads } from "../../src/services/audit/audited-reads.js";
import { ProcessUse } from "../../src/services/limits/process-use.js";
import { targetOf } from "../../src/temporal/connection.js";
import { connectSchedules } from "../../src/temporal/import-schedules.js";
import { connectImports } from "../../src/temporal/import-workflows.js";
import type { TestBulkhead } from "./bulkhead.js";

/** The HTTP API on the servers of a `TestBulkhead`, with parts that a test can look at. */
export interface TestApp {
  readonly server: HttpServer;
  readonly streams: JobStreams;
  /** How often Temporal was asked whether it is well. */
  healthLooks(): number;
  /** What was logged, as lines of JSON. */
  logged(): string;
  stop(): Promise<void>;
}

export async function startTestApp({ deps }: TestBulkhead): Promise<TestApp> {
  const { taskQueue, searchAttributes, temporal, http } = deps.config;
  if (temporal === null) throw new Error("the test names no Temporal server");
  const target = targetOf(temporal);
  const imports = connectImports({ target, taskQueue, searchAttributes });
  const schedules = connectSchedules({ target, taskQueue, searchAttributes });
  let looks = 0;
  const counted = {
    ...imports,
    health: () => {
      looks++;
      return imports.health();
    },
  };
  let lines = "";
  const log: Logger = pino({ level: "debug" }, { write: (line: string) => (lines += line) });
  const failedAuthentications = new FailedAuthentications({ db: deps.db, log });
  const keyUses = new KeyUses({ db: deps.db, log });
  const shown = {
    ...{
      ...deps,
      keyUses,
      reads: new AuditedReads(deps.db),
      erasing: deps.db,
      gate: deps.db,
      use: new ProcessUse(),
      failedAuthentications,
      log,
      imports: counted,
      schedules,
    },
    ...{ temporalUiUrl: null, namespace: target.namespace },
  };
  const streams = new JobStreams(shown);
  const app = createApp({ ...shown, streams, exposition: async () => "", placeFreed: () => undefined });
  const server = await startServer(app, { ...http, host: "127.0.0.1", port: 0 });
  return {
    ...{ server, streams, healthLooks: () => looks, logged: () => lines },
    stop: async () => {
      streams.stop();
      await failedAuthentications.stop();
      await keyUses.stop();
      await server.stop();
      await Promise.all([imports.close(), schedules.close()]);
    },
  };
}
