import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import getPort from "get-port";
import { readEnv } from "../src/config.js";
import { insertApiKey } from "../src/db/access/api-keys.js";
import { openDatabase } from "../src/db/database.js";
import { migrate } from "../src/db/migrate.js";
import { hashApiKey, newApiKey } from "../src/domain/api-key.js";
import { startEmbeddedStack } from "../src/embedded/embedded-stack.js";
import { readInstanceState } from "../src/embedded/state-file.js";
import { searchAttributeNames } from "../workflows/contract.js";
import type { DataDisk } from "./data-disk.js";
import { RoleProcess } from "./role-process.js";
import { tenants } from "./scenario.js";

/** Bulkhead as it runs in production, on one machine: two servers, which are started again when they die, and roles. */
export interface Deployment {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly dataDir: string;
  /** Postgres's own folder. */
  readonly cluster: string;
  /** By tenant. */
  readonly apiKeys: ReadonlyMap<string, string>;
  /** Of the HTTP processes. */
  readonly urls: readonly string[];
  readonly workers: readonly RoleProcess[];
  readonly https: readonly RoleProcess[];
  /** Ends the roles as an orchestrator does; the names of those that had to be killed. */
  stopRoles(): Promise<string[]>;
  stopServers(): Promise<void>;
}

export interface DeploymentOptions {
  readonly disk: DataDisk;
  readonly say: (line: string) => void;
  readonly onOwnEnd: (what: string) => void;
}

const httpProcesses = 2;
const workerProcesses = 3;

export async function deploy({ disk, say, onOwnEnd }: DeploymentOptions): Promise<Deployment> {
  const { PATH = "", TEMPORAL_CLI_PATH } = readEnv();
  const { dataDir, logDir } = disk;
  const stack = await startEmbeddedStack({
    dataDir,
    postgres: true,
    temporal: true,
    temporalCliPath: TEMPORAL_CLI_PATH,
    searchPath: PATH,
    searchAttributes: Object.fromEntries(Object.values(searchAttributeNames).map((name) => [name, "Keyword"])),
    ports: { postgres: 24_433, temporal: 24_233 },
    say,
  });
  const databaseUrl = stack.databaseUrl ?? "";
  const temporalAddress = stack.temporalAddress ?? "";
  const cluster = (await readInstanceState(dataDir))?.postgres?.dataDir ?? "";
  await migrate(databaseUrl);
  const apiKeys = await makeKeys(databaseUrl);
  const env = {
    PATH,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    BULKHEAD_DATA_DIR: dataDir,
    BULKHEAD_SECRET_KEY: randomBytes(32).toString("base64"),
    BULKHEAD_INTEGRITY_CRON: "off",
    BULKHEAD_MAX_REQUESTS_PER_SECOND: "100000",
    BULKHEAD_LOG_LEVEL: "warn",
    // Clients that wait would keep the run from having many imports at once.
    BULKHEAD_WAIT_SECONDS: "2",
    BULKHEAD_LIST_WAIT_SECONDS: "3",
  };
  const start = (role: "http" | "worker", no: number, more: Readonly<Record<string, string>> = {}) => {
    const name = `${role} ${no}`;
    return RoleProcess.start({
      role,
      name,
      env: { ...env, ...more },
      logPath: join(logDir, `${role}-${no}.log`),
      onOwnEnd,
    });
  };
  const ports = await Promise.all(Array.from({ length: httpProcesses }, () => getPort()));
  const https = await Promise.all(ports.map((port, at) => start("http", at + 1, { PORT: String(port) })));
  const workers = await Promise.all(Array.from({ length: workerProcesses }, (_, at) => start("worker", at + 1)));
  return {
    ...{ databaseUrl, temporalAddress, dataDir, cluster, apiKeys, https, workers },
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    async stopRoles() {
      const roles = [...https, ...workers];
      const wentWell = await Promise.all(roles.map((role) => role.close()));
      return roles.filter((_, at) => !wentWell[at]).map(({ name }) => name);
    },
    stopServers: () => stack.stop(),
  };
}

async function makeKeys(databaseUrl: string): Promise<Map<string, string>> {
  const db = openDatabase({ url: databaseUrl, maxConnections: 1, onLostConnection: () => undefined });
  const keys = new Map<string, string>();
  for (const tenantId of tenants) {
    const key = newApiKey();
    await insertApiKey(db.query, { id: randomUUID(), tenantId, name: "chaos", role: "import", hash: hashApiKey(key) });
    keys.set(tenantId, key);
  }
  await db.close();
  return keys;
}
