import { searchAttributeNames } from "../../workflows/contract.js";
import { type Config, ConfigError } from "../config.js";
import { startEmbeddedStack } from "../embedded/embedded-stack.js";
import { acquireInstanceLock } from "../embedded/instance-lock.js";
import { readInstanceState } from "../embedded/state-file.js";
import { embeddedTarget, type TemporalTarget, targetOf } from "../temporal/connection.js";
import type { StackRole } from "./stack-role.js";

/** Thrown if a running process owns the data folder. */
export class AlreadyRunning extends Error {
  constructor(readonly url: string | null) {
    super(`Bulkhead already runs here${url ? `: ${url}` : ""}`);
  }
}

export type Say = (line: string) => void;
export type Stop = () => Promise<void>;

/** The addresses of Postgres and Temporal, embedded or not. */
export interface Servers {
  readonly databaseUrl: string;
  readonly temporal: TemporalTarget;
  readonly temporalUiUrl: string | null;
  readonly isEmbeddedOwner: boolean;
}

/** Finds the servers, and starts the embedded ones. Adds the functions that stop them to `stops`. */
export async function findServers(config: Config, role: StackRole, say: Say, stops: Stop[]): Promise<Servers> {
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

/**
 * Returns the servers of the process that runs on the same data folder, for a single role without configured servers.
 */
async function runningInstance({ dataDir }: Config) {
  const state = await readInstanceState(dataDir);
  return state ?? { databaseUrl: null, temporalAddress: null, temporalUiUrl: null };
}

function missing(name: string): never {
  throw new ConfigError(
    `${name} is not set, and no process that embeds it runs on this data folder: run npm start, or set it.`,
  );
}
