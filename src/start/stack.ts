import getPort from "get-port";
import type { Config } from "../config.js";
import { migrate } from "../db/migrate.js";
import { createDeps, openMetricsDatabase } from "../deps.js";
import { updateInstanceState } from "../embedded/state-file.js";
import { secretKeys } from "../secret-key.js";
import { makeLink } from "../services/access/console-sign-in.js";
import { exposition } from "../telemetry/exposition.js";
import { startWorker } from "../worker/worker.js";
import { databaseReady, enoughConnections } from "./database-ready.js";
import { ensureEmbeddedKey } from "./embedded-key.js";
import { startHttp } from "./http.js";
import { startLoops } from "./loops.js";
import { plaintextWarnings } from "./plaintext-warnings.js";
import { serveMetrics } from "./serve-metrics.js";
import { findServers, type Say, type Servers, type Stop } from "./servers.js";
import type { StackRole } from "./stack-role.js";

export interface Stack {
  /** The address of the HTTP API; null in a process without it. */
  readonly url: string | null;
  readonly temporalUiUrl: string | null;
  /** A link that signs a browser in, once; null if the process has no key of its own. */
  readonly consoleUrl: string | null;
  /** Stops everything that was started, in reverse order, so that no part loses what it needs. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Ends a start that waits for the database. */
  readonly stopping?: AbortSignal;
  /** Where the Temporal SDK of this process serves its metrics; null: it serves none. */
  readonly sdkMetricsUrl?: string | null;
}

/**
 * Starts one role. Throws `ConfigError`, `AlreadyRunning` or `EmbeddedError`, with a message for people; `AbortError`
 * if it is stopped while it waits for the database.
 */
export async function startStack(
  config: Config,
  role: StackRole,
  say: Say,
  { stopping = new AbortController().signal, sdkMetricsUrl = null }: StartOptions = {},
): Promise<Stack> {
  const stops: Stop[] = [];
  const stop = once(async () => {
    const faults: unknown[] = [];
    for (const next of stops.reverse()) await next().catch((error: unknown) => faults.push(error));
    if (faults.length > 0) throw faults[0];
  });
  try {
    const servers = await findServers(config, role, say, stops);
    const parts = await startParts(config, role, servers, { say, stops, stopping, sdkMetricsUrl });
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

interface Starting {
  readonly say: Say;
  readonly stops: Stop[];
  readonly stopping: AbortSignal;
  readonly sdkMetricsUrl: string | null;
}

async function startParts(config: Config, role: StackRole, servers: Servers, starting: Starting) {
  const { say, stops, stopping, sdkMetricsUrl } = starting;
  const { databaseUrl, temporal } = servers;
  if (role === "all" || role === "migrate") {
    const applied = await migrate(databaseUrl);
    if (role === "migrate") say(applied.length > 0 ? `applied ${applied.join(", ")}` : "nothing to migrate");
  }
  if (role === "migrate") return { url: null, consoleUrl: null };

  const deps = await createDeps(config, databaseUrl, await secretKeys(config));
  stops.push(() => deps.close());
  if (!config.allowPlaintext) {
    const speaking = {
      databaseUrl,
      temporal,
      http: role === "worker" && config.metricsPort === null ? null : config.http,
    };
    for (const warning of plaintextWarnings(speaking)) deps.log.warn(warning);
  }
  await databaseReady(deps, databaseUrl, say, stopping);
  const ownsKey = servers.isEmbeddedOwner && config.databaseUrl === null;
  const link = ownsKey ? await makeLink(deps.db, await ensureEmbeddedKey(deps)) : null;
  const { imports, schedules, signals } = startLoops(deps, temporal, stops);
  deps.metrics.observeNode();
  const health = () => imports.health();
  const expose = exposition({
    metrics: deps.metrics,
    openDatabase: () => openMetricsDatabase(deps),
    health,
    sdkMetricsUrl,
  });
  await serveMetrics(config, expose, stops);
  if (role === "worker" || role === "all") {
    await enoughConnections(deps, role);
    const worker = startWorker({ ...deps, ...signals }, temporal);
    stops.push(() => worker.stop());
  }
  if (role === "worker") return { url: null, consoleUrl: null };
  const server = await startHttp(
    { ...deps, imports, schedules, placeFreed: signals.placeFreed, exposition: expose },
    {
      ...{ temporalUiUrl: servers.temporalUiUrl, namespace: temporal.namespace, stops },
      port: await freePort(config, role, say),
    },
  );
  if (servers.isEmbeddedOwner) await updateInstanceState(config.dataDir, { url: server.url });
  return { url: server.url, consoleUrl: link && `${server.url}/console/sign-in/${link}` };
}

/**
 * Returns the port to listen on. The embedded stack uses another port if its port is taken. A deployment uses the
 * configured port, or fails.
 */
async function freePort({ http }: Config, role: StackRole, say: Say): Promise<number> {
  if (role !== "all" || http.port === 0) return http.port;
  const port = await getPort({ port: http.port, host: http.host });
  if (port !== http.port) say(`port ${http.port} is taken; the HTTP API listens on ${port}`);
  return port;
}
