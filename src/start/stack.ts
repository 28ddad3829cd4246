import getPort from "get-port";
import { searchAttributeNames } from "../../workflows/contract.js";
import { type Config, ConfigError } from "../config.js";
import { createConsole } from "../console/console-app.js";
import { migrate } from "../db/migrate.js";
import { createDeps, openRequestDatabases } from "../deps.js";
import { startEmbeddedStack } from "../embedded/embedded-stack.js";
import { acquireInstanceLock } from "../embedded/instance-lock.js";
import { readInstanceState, updateInstanceState } from "../embedded/state-file.js";
import { createApp } from "../http/app.js";
import { JobStreams } from "../http/jobs/job-streams.js";
import { startServer } from "../http/server.js";
import { secretKeys } from "../secret-key.js";
import { makeLink } from "../services/access/console-sign-in.js";
import { FailedAuthentications } from "../services/access/failed-authentications.js";
import { ProcessUse } from "../services/limits/process-use.js";
import { watchSchedules } from "../services/loops/schedule-watch.js";
import { startStarter } from "../services/loops/starter.js";
import { embeddedTarget, type TemporalTarget, targetOf } from "../temporal/connection.js";
import { connectSchedules } from "../temporal/import-schedules.js";
import { connectImports } from "../temporal/import-workflows.js";
import { startWorker } from "../worker/worker.js";
import { databaseReady, enoughConnections } from "./database-ready.js";
import { ensureEmbeddedKey } from "./embedded-key.js";
import { plaintextWarnings } from "./plaintext-warnings.js";

/** `all` is everything in one process, with embedded parts for whatever is not configured. */
export const stackRoles = ["all", "http", "worker", "migrate"] as const;
export type StackRole = (typeof stackRoles)[number];

export interface Stack {
  /** Where the HTTP API listens; null in a process without it. */
  readonly url: string | null;
  readonly temporalUiUrl: string | null;
  /** Signs a browser in, once; null where the process has no key of its own. */
  readonly consoleUrl: string | null;
  /** Stops what was started, in the order in which nothing loses what it needs. */
  stop(): Promise<void>;
}

/** The data folder belongs to a process that runs already. */
export class AlreadyRunning extends Error {
  constructor(readonly url: string | null) {
    super(`Bulkhead already runs here${url ? `: ${url}` : ""}`);
  }
}

type Say = (line: string) => void;
type Stop = () => Promise<void>;

/** Where the two servers are, whoever runs them. */
interface Servers {
  readonly databaseUrl: string;
  readonly temporal: TemporalTarget;
  readonly temporalUiUrl: string | null;
  readonly isEmbeddedOwner: boolean;
}

/**
 * Starts one role. Throws `ConfigError`, `AlreadyRunning` or `EmbeddedError`, with a message for people; `AbortError`
 * where it was told to stop while it waited for the database.
 */
export async function startStack(
  config: Config,
  role: StackRole,
  say: Say,
  stopping: AbortSignal = new AbortController().signal,
): Promise<Stack> {
  const stops: Stop[] = [];
  const stop = once(async () => {
    const faults: unknown[] = [];
    for (const next of stops.reverse()) await next().catch((error: unknown) => faults.push(error));
    if (faults.length > 0) throw faults[0];
  });
  try {
    const servers = await findServers(config, role, say, stops);
    const parts = await startParts(config, role, servers, { say, stops, stopping });
    return { ...parts, temporalUiUrl: servers.temporalUiUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function once(run: Stop): Stop {
  let running: Promise<void> | null = null;
  return () => {
    running ??= run();
    return running;
  };
}

async function findServers(config: Config, role: StackRole, say: Say, stops: Stop[]): Promise<Servers> {
  const configured = {
    databaseUrl: config.databaseUrl,
    temporal: config.temporal && targetOf(config.temporal),
    temporalUiUrl: config.temporalUiUrl,
  };
  if (configured.databaseUrl !== null && configured.temporal !== null) {
    const { databaseUrl, temporal, temporalUiUrl } = configured;
    return { databaseUrl, temporal, temporalUiUrl, isEmbeddedOwner: false };
  }
  const running = role === "all" ? await embed(config, say, stops) : await runningInstance(config);
  return {
    databaseUrl: configured.databaseUrl ?? running.databaseUrl ?? missing("DATABASE_URL"),
    temporal: configured.temporal ?? embeddedTarget(running.temporalAddress ?? missing("TEMPORAL_ADDRESS")),
    temporalUiUrl: configured.temporalUiUrl ?? running.temporalUiUrl,
    isEmbeddedOwner: role === "all",
  };
}

async function embed(config: Config, say: Say, stops: Stop[]) {
  const { dataDir, temporalCliPath, searchPath, networkEnvironment } = config;
  const lock = await acquireInstanceLock(dataDir);
  if (!lock.acquired) throw new AlreadyRunning((await readInstanceState(dataDir))?.url ?? null);
  stops.push(() => lock.release());
  const embedded = await startEmbeddedStack({
    dataDir,
    postgres: config.databaseUrl === null,
    temporal: config.temporal === null,
    temporalCliPath,
    searchPath,
    networkEnvironment,
    searchAttributes: Object.fromEntries(Object.values(searchAttributeNames).map((name) => [name, "Keyword"])),
    say,
  });
  stops.push(() => embedded.stop());
  return embedded;
}

/** A single role with nothing configured joins the servers of the process that runs on the same data folder. */
async function runningInstance({ dataDir }: Config) {
  const state = await readInstanceState(dataDir);
  return state ?? { databaseUrl: null, temporalAddress: null, temporalUiUrl: null };
}

function missing(name: string): never {
  throw new ConfigError(
    `${name} is not set, and no process that embeds it runs on this data folder: run npm start, or set it.`,
  );
}

interface Starting {
  readonly say: Say;
  readonly stops: Stop[];
  readonly stopping: AbortSignal;
}

async function startParts(config: Config, role: StackRole, servers: Servers, { say, stops, stopping }: Starting) {
  const { databaseUrl, temporal } = servers;
  if (role === "all" || role === "migrate") {
    const applied = await migrate(databaseUrl);
    if (role === "migrate") say(applied.length > 0 ? `applied ${applied.join(", ")}` : "nothing to migrate");
  }
  if (role === "migrate") return { url: null, consoleUrl: null };

  const deps = await createDeps(config, databaseUrl, await secretKeys(config));
  stops.push(() => deps.close());
  if (!config.allowPlaintext) {
    const speaking = { databaseUrl, temporal, http: role === "worker" ? null : config.http };
    for (const warning of plaintextWarnings(speaking)) deps.log.warn(warning);
  }
  await databaseReady(deps, databaseUrl, say, stopping);
  const ownsKey = servers.isEmbeddedOwner && config.databaseUrl === null;
  const link = ownsKey ? await makeLink(deps.db.query, await ensureEmbeddedKey(deps)) : null;
  const { taskQueue, searchAttributes } = config;
  const imports = connectImports({ target: temporal, taskQueue, searchAttributes });
  stops.push(() => imports.close());
  const schedules = connectSchedules({ target: temporal, taskQueue, searchAttributes });
  stops.push(() => schedules.close());
  const isWorker = role === "worker" || role === "all";
  const starter = startStarter(deps, imports);
  stops.push(() => starter.stop());
  const watch = watchSchedules(deps, schedules);
  stops.push(() => watch.stop());
  if (isWorker) {
    await enoughConnections(deps, role);
    const told = { placeFreed: starter.placeFreed, runFailed: watch.runFailed };
    const worker = startWorker({ ...deps, ...told }, temporal);
    stops.push(() => worker.stop());
  }
  if (role === "worker") return { url: null, consoleUrl: null };

  const { temporalUiUrl } = servers;
  const { db, gate, close } = openRequestDatabases(deps);
  stops.push(close);
  const use = new ProcessUse();
  const failedAuthentications = new FailedAuthentications({ db, log: deps.log });
  stops.push(() => failedAuthentications.stop());
  const shown = {
    ...deps,
    db,
    gate,
    use,
    failedAuthentications,
    imports,
    schedules,
    temporalUiUrl,
    namespace: temporal.namespace,
  };
  const streams = new JobStreams(shown);
  const serving = { ...shown, streams, placeFreed: starter.placeFreed };
  const app = createApp(serving);
  app.route("/console", createConsole(serving));
  const server = await startServer(app, { ...config.http, port: await freePort(config, role, say) });
  stops.push(() => server.stop());
  stops.push(async () => streams.stop());
  if (servers.isEmbeddedOwner) await updateInstanceState(config.dataDir, { url: server.url });
  return { url: server.url, consoleUrl: link && `${server.url}/console/sign-in/${link}` };
}

/** In the embedded stack a taken port is no reason to stop; a deployment wants the port it asked for, or to fail. */
async function freePort({ http }: Config, role: StackRole, say: Say): Promise<number> {
  if (role !== "all" || http.port === 0) return http.port;
  const port = await getPort({ port: http.port, host: http.host });
  if (port !== http.port) say(`port ${http.port} is taken; the HTTP API listens on ${port}`);
  return port;
}
