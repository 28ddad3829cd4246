import { join } from "node:path";
import { EmbeddedError } from "./embedded-error.js";
import { hasCode } from "./error-code.js";
import { findProcesses, isSameProcess, processStart } from "./process-identity.js";
import { lastLines } from "./run-command.js";
import { startServerProcess } from "./server-process.js";
import type { TemporalCli } from "./temporal-cli.js";
import { acceptsConnections, answers, type SearchAttributes } from "./temporal-namespace.js";
import { waitUntil } from "./wait-until.js";

const READY_MS = 60_000;
const STOP_MS = 10_000;

/** The dev server dispatches work 20 times a second by default, a wait of up to 50 ms for each step of a workflow. */
const PACE = { "history.transferProcessorMaxPollRPS": "2000", "history.transferProcessorMaxPollHostRPS": "2000" };

/**
 * The settings that enable priority and fairness keys, by which small imports pass large ones, and tenants share. The
 * keys need the first two settings, and count only within one partition of a queue: with the default of four, a worker
 * that polls sees a quarter of the work. Tasks in other partitions are still read to the end.
 */
const FAIRNESS = {
  "matching.useNewMatcher": "true",
  "matching.enableFairness": "true",
  "matching.numTaskqueueWritePartitions": "1",
};

/** A process by its id and its start, so that a later process with the same id is distinguished from it. */
export interface TemporalProcess {
  pid: number;
  pidStart: string;
}

export interface TemporalLaunch {
  cli: TemporalCli;
  database: string;
  logPath: string;
  searchAttributes: SearchAttributes;
  dynamicConfig: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
  /** Called as soon as the process exists, serving or not. */
  onSpawn: (process: TemporalProcess, ports: TemporalPorts) => Promise<void>;
}

export interface TemporalPorts {
  port: number;
  uiPort: number;
}

/** Starts the dev server and waits until it serves; returns "port taken" when another server has one of the ports. */
export async function launchTemporal(launch: TemporalLaunch, ports: TemporalPorts): Promise<"ready" | "port taken"> {
  const { cli, logPath, signal } = launch;
  // Started through a shell for its umask alone: the database file contains workflow data, and the CLI has no mode
  // flag.
  const args = ["-c", 'umask 077; exec "$0" "$@"', cli.path, ...serverArguments(launch, ports)];
  const started = await startServerProcess("/bin/sh", args, { logPath });
  await launch.onSpawn({ pid: started.pid, pidStart: (await processStart(started.pid)) ?? "" }, ports);
  const settled = await waitUntil(async () => started.ended() !== null || (await serves(ports.port)), {
    timeoutMs: READY_MS,
    signal,
  });
  const end = started.ended();
  if (settled && end === null) return "ready";
  const output = await started.output();
  if (end !== null && /address already in use/i.test(output)) return "port taken";
  throw new EmbeddedError(
    `The Temporal dev server ${end === null ? `does not serve after ${READY_MS / 1000} s` : `ended with ${end}`}; ` +
      `its log ${logPath} ends with:\n${lastLines(output)}\n` +
      "Mend that, or set TEMPORAL_ADDRESS to a Temporal server of your own.",
  );
}

/**
 * Stops the dev servers on this data dir's databases, whichever Bulkhead process started them: two servers on one file
 * would corrupt it.
 */
export async function stopStrayTemporals(dataDir: string): Promise<void> {
  for (const pid of await findProcesses(`--db-filename ${join(dataDir, "temporal-")}`)) {
    const pidStart = await processStart(pid);
    if (pidStart !== null) await stopTemporal({ pid, pidStart });
  }
}

/** Returns whether a Temporal server answers on the port. */
export async function serves(port: number): Promise<boolean> {
  return (await acceptsConnections(port)) && (await answers(`127.0.0.1:${port}`));
}

/** Sends SIGTERM to the dev server, and after 10 s SIGKILL to its process group. */
export async function stopTemporal({ pid, pidStart }: TemporalProcess): Promise<void> {
  const isGone = async () => !(await isSameProcess(pid, pidStart));
  if (await isGone()) return;
  kill(pid, "SIGTERM");
  if (await waitUntil(isGone, { timeoutMs: STOP_MS })) return;
  kill(-pid, "SIGKILL");
  await waitUntil(isGone, { timeoutMs: 5_000 });
}

function kill(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
  }
}

function serverArguments(
  { database, searchAttributes, dynamicConfig }: TemporalLaunch,
  ports: TemporalPorts,
): string[] {
  const config = Object.entries({ ...PACE, ...FAIRNESS, ...dynamicConfig });
  return [
    ...["server", "start-dev", "--ip", "127.0.0.1", "--port", String(ports.port), "--ui-port", String(ports.uiPort)],
    ...["--db-filename", database, "--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"],
    ...["--ui-disable-news-fetch", "--log-level", "error"],
    ...Object.entries(searchAttributes).flatMap(([name, type]) => ["--search-attribute", `${name}=${type}`]),
    ...config.flatMap(([key, value]) => ["--dynamic-config-value", `${key}=${value}`]),
  ];
}
