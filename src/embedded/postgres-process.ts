import { join } from "node:path";
import { EmbeddedError } from "./embedded-error.js";
import type { PostgresHome } from "./postgres-home.js";
import { findPostmaster, removeMisleadingPidFile } from "./postmaster.js";
import { isAlive } from "./process-identity.js";
import { lastLines, runCommand } from "./run-command.js";
import { startServerProcess } from "./server-process.js";
import { waitUntil } from "./wait-until.js";

/** Crash recovery replays up to `max_wal_size`, which takes a while on a slow disk. */
const READY_MS = 180_000;
/** How long the processes of a killed Postgres may hold its shared memory. */
const ORPHANS_MS = 15_000;

export interface PostgresLaunch {
  place: PostgresHome;
  logPath: string;
  signal?: AbortSignal | undefined;
  /** Called as soon as the process exists, ready or not. */
  onSpawn: (pid: number) => void;
}

/**
 * Starts Postgres on the port and waits until it takes connections. "port taken": another server has the port. "runs
 * already": another Postgres runs on the same folder, started by an owner that was killed.
 */
export async function launchPostgres(
  launch: PostgresLaunch,
  port: number,
): Promise<"ready" | "port taken" | "runs already"> {
  const deadline = performance.now() + ORPHANS_MS;
  const settings = await serverSettings(launch.place, port);
  for (;;) {
    launch.signal?.throwIfAborted();
    await removeMisleadingPidFile(launch.place.cluster);
    const failure = await tryOnce(launch, settings);
    if (failure === null) return "ready";
    if (/address already in use|could not create any TCP\/IP sockets/i.test(failure)) return "port taken";
    if ((await findPostmaster(launch.place.cluster)) !== null) return "runs already";
    const passing = /pre-existing shared memory block|lock file ".*" already exists/.test(failure);
    if (!passing || performance.now() > deadline) {
      throw new EmbeddedError(
        `Postgres did not start on ${launch.place.cluster}; its log ${launch.logPath} ends with:\n${lastLines(failure)}`,
      );
    }
    await waitUntil(() => false, { timeoutMs: 200, signal: launch.signal });
  }
}

/** Stops Postgres: disconnects clients and flushes the data. Kills the process if it does not end by itself. */
export async function stopPostgres({ cluster, bin, account }: PostgresHome, pid: number | null): Promise<void> {
  await runCommand(join(bin, "pg_ctl"), ["stop", "-D", cluster, "-m", "fast", "-w", "-t", "60"], {
    account,
    timeoutMs: 70_000,
  });
  // pg_ctl reads the pid file. A server that just started has not written it, and a deleted folder does not contain it.
  const left = (await findPostmaster(cluster))?.pid ?? pid;
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (left === null || (await waitUntil(() => !isAlive(left), { timeoutMs: 100 }))) return;
    process.kill(left, signal);
    await waitUntil(() => !isAlive(left), { timeoutMs: 5_000 });
  }
}

/** Starts Postgres once. Returns null when it serves, else its output before it ended. */
async function tryOnce(launch: PostgresLaunch, settings: readonly string[]): Promise<string | null> {
  const { place, logPath, signal } = launch;
  const started = await startServerProcess(join(place.bin, "postgres"), settings, { logPath, account: place.account });
  launch.onSpawn(started.pid);
  const isReady = async () => {
    const found = await findPostmaster(place.cluster);
    return found?.pid === started.pid && found.status === "ready";
  };
  const settled = await waitUntil(async () => started.ended() !== null || (await isReady()), {
    timeoutMs: READY_MS,
    everyMs: 10,
    signal,
  });
  if (started.ended() !== null) return (await started.output()) || `It ended with ${started.ended()}.`;
  if (!settled) throw new EmbeddedError(`Postgres is not ready after ${READY_MS / 1000} s; see its log ${logPath}.`);
  return null;
}

/** Returns the server's settings. Durability stays on; the other settings suit bulk loads on one machine. */
async function serverSettings(place: PostgresHome, port: number): Promise<string[]> {
  const values: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: "200",
    // Errors of statements can quote cells, and the client gets them anyway.
    log_min_messages: "log",
    log_min_error_statement: "panic",
    shared_buffers: "256MB",
    max_wal_size: "4GB",
    checkpoint_timeout: "15min",
  };
  const probe = ["-D", place.cluster, "-C", "wal_compression", "-c", "wal_compression=lz4"];
  const lz4 = await runCommand(join(place.bin, "postgres"), probe, { account: place.account });
  if (lz4.code === 0) values.wal_compression = "lz4";
  return ["-D", place.cluster, ...Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}
