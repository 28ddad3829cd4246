import { type Logger, pino } from "pino";
import type { AssetStore } from "./assets/asset-store.js";
import { openAssetStore } from "./assets/open-asset-store.js";
import type { Config } from "./config.js";
import { type Database, openDatabase } from "./db/database.js";
import { type DatabaseRole, processRole, requestRole } from "./db/roles.js";
import { requestLimits, type SessionLimits, scrapeLimits, workLimits } from "./db/session-limits.js";
import type { SecretKeys } from "./secret-key.js";
import { ProcessMetrics } from "./telemetry/process-metrics.js";
import { activeTraceIds } from "./telemetry/spans.js";

/** The dependencies of every role, made once and passed on. */
export interface Deps {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly db: Database;
  readonly assets: AssetStore;
  readonly log: Logger;
  readonly secretKeys: SecretKeys;
  readonly metrics: ProcessMetrics;
  close(): Promise<void>;
}

export async function createDeps(config: Config, databaseUrl: string, secretKeys: SecretKeys): Promise<Deps> {
  const log = createLogger(config);
  const assets = await openAssetStore(config.assets);
  const metrics = new ProcessMetrics();
  const opening = { log, databaseUrl, metrics };
  const db = openFor(opening, { pool: "work", connections: config.databaseConnections.work }, workLimits, processRole);
  return { config, databaseUrl, db, assets, log, secretKeys, metrics, close: () => db.close() };
}

/** The databases of HTTP requests. */
export interface RequestDatabases {
  /** For the work of requests, with limits on their waits. Shows only the rows of the request's tenant. */
  readonly db: Database;
  /** For erasures, which change a tenant's rows, reports and open imports at once, as a step of an import does. */
  readonly erasing: Database;
  /** For signing in, authentication and readiness alone, so that these never wait for a request's work. */
  readonly gate: Database;
  close(): Promise<void>;
}

/** Opens connections that activities do not use, so that requests and activities do not wait for each other. */
export function openRequestDatabases(deps: Opening & Pick<Deps, "config">): RequestDatabases {
  const { requests, erasures, gate: atTheGate } = deps.config.databaseConnections;
  const db = openFor(deps, { pool: "requests", connections: requests }, requestLimits, requestRole);
  const erasing = openFor(deps, { pool: "erasures", connections: erasures }, requestLimits, processRole);
  const gate = openFor(deps, { pool: "gate", connections: atTheGate }, requestLimits, processRole);
  const close = async () => void (await Promise.all([db, erasing, gate].map((each) => each.close())));
  return { db, erasing, gate, close };
}

/** Opens a connection for one scrape. */
export function openMetricsDatabase(deps: Opening & Pick<Deps, "config">): Database {
  return openFor(deps, { pool: null, connections: deps.config.databaseConnections.metrics }, scrapeLimits, processRole);
}

type Opening = Pick<Deps, "databaseUrl" | "log" | "metrics">;

interface NamedPool {
  /** The name under which its connections are counted; null: they are not counted. */
  readonly pool: string | null;
  readonly connections: number;
}

function openFor(
  { log, databaseUrl: url, metrics }: Opening,
  { pool, connections: maxConnections }: NamedPool,
  limits: SessionLimits,
  role: DatabaseRole,
): Database {
  const onLostConnection = (error: Error) => log.warn({ code: errorCode(error) }, "a database connection was lost");
  const db = openDatabase({ url, maxConnections, limits, role, onLostConnection });
  if (pool !== null) metrics.observePool(pool, () => db.use());
  return db;
}

export function createLogger(config: Config): Logger {
  return pino({
    ...{ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    mixin: activeTraceIds,
  });
}

/** Returns an error's code, the only part that is logged: errors of the driver can quote data. */
function errorCode(error: Error): string {
  return "code" in error ? String(error.code) : error.name;
}
