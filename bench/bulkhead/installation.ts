import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Servers } from "../servers.js";
import { ImportClient } from "./import-client.js";
import { type RoleProcess, startProcess } from "./role-process.js";

/** Bulkhead's processes on a database, a task queue and an asset folder of their own. */
export interface Installation {
  readonly client: ImportClient;
  readonly http: RoleProcess;
  readonly workers: readonly RoleProcess[];
  readonly database: string;
  /** One more worker. */
  addWorker(): Promise<RoleProcess>;
  /** Stops the processes, and removes what they stored. */
  stop(): Promise<void>;
}

export interface InstallationOptions {
  readonly workers?: number;
  readonly workerFlags?: readonly string[];
  /** Beside those that every installation has. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called with the empty database before a process connects to it. */
  readonly prepare?: (database: string) => Promise<void>;
}

/** Starts one http process and the workers on an empty, migrated database. */
export async function install(servers: Servers, options: InstallationOptions = {}): Promise<Installation> {
  const { workers: count = 1, workerFlags = [], settings = {}, prepare } = options;
  const { name: database, key } = await servers.createMigrated();
  await prepare?.(database);
  const folder = await mkdtemp(join(servers.folder, "installation-"));
  const env = {
    DATABASE_URL: servers.url(database),
    TEMPORAL_ADDRESS: servers.temporalAddress,
    BULKHEAD_DATA_DIR: folder,
    BULKHEAD_SECRET_KEY: randomBytes(32).toString("base64"),
    BULKHEAD_TASK_QUEUE: database,
    BULKHEAD_LOG_LEVEL: "warn",
    BULKHEAD_INTEGRITY_CRON: "off",
    // Not what is measured.
    BULKHEAD_MAX_REQUESTS_PER_SECOND: "100000",
    PORT: "0",
    ...settings,
  };
  const script = "dist/src/main.js";
  const started: RoleProcess[] = [];
  async function start(role: string, ready: RegExp, nodeFlags: readonly string[] = []): Promise<RoleProcess> {
    const process = await startProcess(servers, { script, args: [role], env, nodeFlags, ready });
    started.push(process);
    return process;
  }
  async function stop(): Promise<void> {
    await Promise.all(started.map((process) => process.stop()));
    await servers.dropDatabase(database);
    await rm(folder, { recursive: true, force: true });
  }
  try {
    const http = await start("http", /^Bulkhead +(\S+)/m);
    const addWorker = () => start("worker", /^Worker on task queue/m, workerFlags);
    const workers: RoleProcess[] = [];
    while (workers.length < count) workers.push(await addWorker());
    return { client: new ImportClient(http.told, key), http, workers, database, addWorker, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
