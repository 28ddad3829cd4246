import { join } from "node:path";
import { EmbeddedError } from "./embedded-error.js";
import { choosePort } from "./ports.js";
import { ensureCluster } from "./postgres-cluster.js";
import { ensureDatabase, postgresUrl } from "./postgres-database.js";
import { type PostgresHome, settlePostgresHome } from "./postgres-home.js";
import { launchPostgres, type PostgresLaunch, stopPostgres } from "./postgres-process.js";
import { findPostmaster } from "./postmaster.js";
import { isAlive } from "./process-identity.js";
import { lastLines, runCommand } from "./run-command.js";
import { readInstanceState, updateInstanceState } from "./state-file.js";
import type { Supervised } from "./supervisor.js";
import { waitUntil } from "./wait-until.js";

const DEFAULT_PORT = 5433;
const ATTEMPTS = 3;

export interface PostgresServer extends Supervised {
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  dataDir: string;
  searchPath: string;
  port: number | undefined;
  say: (line: string) => void;
}

/** Starts Postgres on the data dir, or takes over an embedded Postgres that still runs there. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { dataDir } = options;
  const place = await settlePostgresHome(options);
  const version = await binaryVersion(place);
  const password = await ensureCluster(place, dataDir, version);
  let pid: number | null = null;
  const launch: PostgresLaunch = {
    place,
    logPath: join(dataDir, "logs", "postgres.log"),
    onSpawn: (spawned) => {
      pid = spawned;
    },
  };
  try {
    const port = await bringUp(options, launch);
    await ensureDatabase(port, password);
    const databaseUrl = postgresUrl(port, password);
    await updateInstanceState(dataDir, { databaseUrl, postgres: { version, port, dataDir: place.cluster } });
    return {
      name: "Postgres",
      port,
      databaseUrl,
      isAlive: () => pid !== null && isAlive(pid),
      stop: () => stopPostgres(place, pid),
      restart: async (signal) => {
        const outcome = await launchPostgres({ ...launch, signal }, port);
        if (outcome === "port taken") throw new EmbeddedError(`another server has taken port ${port}`);
        if (outcome === "runs already")
          throw new EmbeddedError(`another process started a Postgres on ${place.cluster}`);
      },
    };
  } catch (error) {
    if (pid !== null) await stopPostgres(place, pid);
    throw error;
  }
}

/** Returns the Postgres on this folder once it accepts connections; null when there is none, or when it ends. */
async function findServing(cluster: string): Promise<{ pid: number; port: number } | null> {
  let found = await findPostmaster(cluster);
  await waitUntil(
    async () => {
      found = await findPostmaster(cluster);
      return found === null || found.status === "ready";
    },
    { timeoutMs: 180_000 },
  );
  if (found === null || found.status === "ready") return found;
  throw new EmbeddedError(
    `A Postgres (process ${found.pid}) has been "${found.status}" on ${cluster} for three minutes. ` +
      "Wait until it is done, or stop it, and start again.",
  );
}

/** Finds a Postgres on the folder or launches one; returns its port. */
async function bringUp({ dataDir, port: wanted, say }: PostgresOptions, launch: PostgresLaunch): Promise<number> {
  const kept = (await readInstanceState(dataDir))?.postgres?.port;
  const wish = wanted ?? kept ?? DEFAULT_PORT;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const running = await findServing(launch.place.cluster);
    if (running !== null) {
      launch.onSpawn(running.pid);
      say(`Postgres still runs on port ${running.port} and is used again`);
      return running.port;
    }
    const port = await choosePort([wish, kept ?? DEFAULT_PORT]);
    if ((await launchPostgres(launch, port)) !== "ready") continue;
    if (port !== wish) say(`port ${wish} is taken, Postgres listens on ${port}`);
    return port;
  }
  throw new EmbeddedError("Postgres found no free port, as others took each one first. Start again.");
}

async function binaryVersion({ bin }: PostgresHome): Promise<string> {
  const printed = await runCommand(join(bin, "postgres"), ["--version"]);
  const version = /\(PostgreSQL\) (\S+)/.exec(printed.stdout)?.[1];
  if (version !== undefined) return version;
  throw new EmbeddedError(
    `The PostgreSQL binaries in ${bin} do not run here (${lastLines(printed.stderr, 3)}). ` +
      "Set DATABASE_URL to a PostgreSQL server of your own.",
  );
}
