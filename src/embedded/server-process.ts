import { spawn } from "node:child_process";
import { mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { childEnvironment } from "./child-environment.js";
import type { Account } from "./run-command.js";

const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** A server that was just started as a child of this process. */
export interface ServerProcess {
  readonly pid: number;
  /** How it ended ("exit code 1", "SIGKILL"); null while it runs. */
  ended(): string | null;
  /** Returns what the server has written to its log so far, without the output of earlier runs. */
  output(): Promise<string>;
}

/**
 * Starts a server in its own process group, so that Ctrl-C in the terminal reaches this process and not the server.
 * Appends the server's output to `logPath`. The server does not keep this process alive, and outlives it. Throws if the
 * server cannot be run.
 */
export async function startServerProcess(
  file: string,
  args: readonly string[],
  options: { logPath: string; account?: Account | null },
): Promise<ServerProcess> {
  const { logPath } = options;
  await mkdir(dirname(logPath), { recursive: true, mode: 0o700 });
  await keepShort(logPath);
  const log = await open(logPath, "a", 0o600);
  try {
    const from = (await log.stat()).size;
    const child = spawn(file, [...args], {
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      cwd: "/",
      env: childEnvironment(),
      ...(options.account ?? {}),
    });
    let end: string | null = null;
    child.once("exit", (code, signal) => {
      end = signal ?? `exit code ${code}`;
    });
    await new Promise((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
    if (child.pid === undefined) throw new Error(`${file} could not be started`);
    return {
      pid: child.pid,
      ended: () => end,
      output: async () => (await readFile(logPath)).subarray(from).toString("utf8"),
    };
  } finally {
    await log.close();
  }
}

async function keepShort(logPath: string): Promise<void> {
  const size = await stat(logPath).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MAX_LOG_BYTES) await rename(logPath, `${logPath}.1`);
}
