import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { EmbeddedError } from "./embedded-error.js";
import { choosePort } from "./ports.js";
import { isAlive, isSameProcess } from "./process-identity.js";
import { type InstanceState, readInstanceState, updateInstanceState } from "./state-file.js";
import type { Supervised } from "./supervisor.js";
import { findTemporalCli, type TemporalCli } from "./temporal-cli.js";
import { prepareNamespace, type SearchAttributes } from "./temporal-namespace.js";
import {
  launchTemporal,
  serves,
  stopStrayTemporals,
  stopTemporal,
  type TemporalLaunch,
  type TemporalPorts,
} from "./temporal-process.js";
import { waitUntil } from "./wait-until.js";

const DEFAULT_PORT = 7233;
const UI_OFFSET = 1000;
const PORT_ATTEMPTS = 3;
/**
 * How long a running embedded server may be silent, in ms. An orphaned server may be busy; a server silent for longer
 * is replaced.
 */
const SILENCE_MS = 5_000;

type Running = NonNullable<InstanceState["temporal"]>;

export interface TemporalServer extends Supervised {
  readonly address: string;
  readonly uiUrl: string;
  stop(): Promise<void>;
}

export interface TemporalOptions {
  dataDir: string;
  searchPath: string;
  temporalCliPath: string | undefined;
  networkEnvironment: Readonly<Record<string, string>> | undefined;
  port: number | undefined;
  searchAttributes: SearchAttributes;
  dynamicConfig: Readonly<Record<string, string>>;
  say: (line: string) => void;
}

/** Starts the Temporal dev server on the data dir, or takes over the embedded one that still runs there. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const { dataDir, say } = options;
  let running = await findServing(dataDir);
  if (running !== null) say(`Temporal still runs on port ${running.port} and is used again`);
  const launchWith = (cli: TemporalCli, signal?: AbortSignal): TemporalLaunch => ({
    cli,
    database: databasePath(dataDir, cli.version),
    logPath: join(dataDir, "logs", "temporal.log"),
    searchAttributes: options.searchAttributes,
    dynamicConfig: options.dynamicConfig,
    signal,
    onSpawn: async (process, ports) => {
      running = { version: cli.version, ...process, ...ports };
      await updateInstanceState(dataDir, { temporal: running });
    },
  });
  try {
    if (running === null) {
      // A server whose owner was killed before it could store the pid is found only by its command line.
      const [cli] = await Promise.all([findTemporalCli(options), stopStrayTemporals(dataDir)]);
      await nameOtherDatabases(dataDir, cli, say);
      await launchOnSomePorts(options, launchWith(cli));
    }
    if (running === null) throw new EmbeddedError("Temporal was started and told no process. Start again.");
    const { port, uiPort, version } = running;
    const address = `127.0.0.1:${port}`;
    const uiUrl = `http://127.0.0.1:${uiPort}`;
    await prepareNamespace(address, options.searchAttributes);
    await updateInstanceState(dataDir, { temporalAddress: address, temporalUiUrl: uiUrl });
    return {
      name: "Temporal",
      port,
      address,
      uiUrl,
      isAlive: () => running !== null && isAlive(running.pid),
      stop: async () => {
        if (running !== null) await stopTemporal(running);
      },
      restart: async (signal) => {
        // Only the version that made the database file may continue with it.
        const cli = await findTemporalCli(options);
        if (cli.version !== version) throw new EmbeddedError(`the Temporal CLI is now ${cli.version}, not ${version}`);
        if ((await launchTemporal(launchWith(cli, signal), { port, uiPort })) === "ready") return;
        throw new EmbeddedError(`another server has taken port ${port} or ${uiPort}`);
      },
    };
  } catch (error) {
    if (running !== null) await stopTemporal(running);
    throw error;
  }
}

/** Returns the dev server that an earlier owner of the data dir left running; stops one that does not answer. */
async function findServing(dataDir: string): Promise<Running | null> {
  const left = (await readInstanceState(dataDir))?.temporal ?? null;
  if (left === null) return null;
  const isOurs = () => isSameProcess(left.pid, left.pidStart);
  if (!(await isOurs())) return null;
  let served = false;
  const settle = async () => {
    served = await serves(left.port);
    return served || !(await isOurs());
  };
  await waitUntil(settle, { timeoutMs: SILENCE_MS });
  // Checked after the answer: the server may have died, and another server may have answered on its port.
  if (served && (await isOurs())) return left;
  await stopTemporal(left);
  return null;
}

async function launchOnSomePorts({ dataDir, port: wanted, say }: TemporalOptions, launch: TemporalLaunch) {
  const kept = (await readInstanceState(dataDir))?.temporal;
  const first = wanted ?? kept?.port ?? DEFAULT_PORT;
  const firstUi = wanted === undefined ? (kept?.uiPort ?? DEFAULT_PORT + UI_OFFSET) : wanted + UI_OFFSET;
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
    const port = await choosePort([first, kept?.port ?? DEFAULT_PORT]);
    const ui = await choosePort([firstUi, kept?.uiPort ?? port + UI_OFFSET], [port]);
    const ports: TemporalPorts = { port, uiPort: ui };
    if ((await launchTemporal(launch, ports)) === "port taken") continue;
    if (port !== first) say(`port ${first} is taken, Temporal listens on ${port}`);
    if (ui !== firstUi) say(`port ${firstUi} is taken, the Temporal UI listens on ${ui}`);
    return;
  }
  throw new EmbeddedError("Temporal found no free port, as others took each one first. Start again.");
}

/**
 * Returns the path of the database file, one per CLI version: a server neither upgrades the schema of another version
 * nor detects it.
 */
function databasePath(dataDir: string, version: string): string {
  return join(dataDir, `temporal-${version}.db`);
}

async function nameOtherDatabases(dataDir: string, cli: TemporalCli, say: (line: string) => void): Promise<void> {
  const own = basename(databasePath(dataDir, cli.version));
  const found = (await readdir(dataDir)).filter((name) => /^temporal-.*\.db$/.test(name));
  if (found.length === 0 || found.includes(own)) return;
  say(`Temporal CLI ${cli.version} starts with a new ${own}; ${found.join(", ")} of another version stays untouched`);
}
