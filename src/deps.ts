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

/** What every role works with; made once, handed down. */
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
  /** For what requests do, with limits on how long they wait. It shows the rows of the tenant that a request is for. */
  readonly db: Database;
  /** For erasures, which touch rows, reports and open imports of a tenant at once, as a step of an import does. */
  readonly erasing: Database;
  /** For signing in, authentication and readiness alone, which therefore wait for nothing that a request does. */
  readonly gate: Database;
  close(): Promise<void>;
}

/** Connections that work has no part in: neither makes the other wait. */
export function openRequestDatabases(deps: Opening & Pick<Deps, "config">): RequestDatabases {
  const { requests, erasures, gate: atTheGate } = deps.config.databaseConnections;
  const db = openFor(deps, { pool: "requests", connections: requests }, requestLimits, requestRole);
  const erasing = openFor(deps, { pool: "erasures", connections: erasures }, requestLimits, processRole);
  const gate = openFor(deps, { pool: "gate", connections: atTheGate }, requestLimits, processRole);
  const close = async () => void (await Promise.all([db, erasing, gate].map((each) => each.close())));
  return { db, erasing, gate, close };
}

/** A connection for one scrape. */
export function openMetricsDatabase(deps: Opening & Pick<Deps, "config">): Database {
  return openFor(deps, { pool: null, connections: deps.config.databaseConnections.metrics }, scrapeLimits, processRole);
}

type Opening = Pick<Deps, "databaseUrl" | "log" | "metrics">;

interface NamedPool {
  /** What its connections are counted as; null: not at all. */
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

/** Errors of the driver can quote data; only their code is logged. */
function errorCode(error: Error): string {
  return "code" in error ? String(error.code) : error.name;
}
