import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "./error-code.js";

const CHECK_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** A server that can be checked and restarted. */
export interface Supervised {
  readonly name: string;
  readonly port: number;
  isAlive(): boolean;
  /** Restarts the server on its port. Throws when that fails or the signal aborts. */
  restart(signal: AbortSignal): Promise<void>;
}

/**
 * Checks each server twice a second, and restarts a server that died, with a back-off while that fails. The timers keep
 * no process alive. After `stop()` has resolved no server is started.
 */
export function supervise(servers: readonly Supervised[], say: (line: string) => void): { stop(): Promise<void> } {
  const controller = new AbortController();
  const watches = servers.map((server) => watch(server, say, controller.signal));
  return {
    async stop() {
      controller.abort();
      await Promise.all(watches);
    },
  };
}

async function watch(server: Supervised, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  let pauseMs = CHECK_MS;
  while (await pause(pauseMs, signal)) {
    if (server.isAlive()) {
      pauseMs = CHECK_MS;
      continue;
    }
    try {
      if (pauseMs === CHECK_MS) say(`${server.name} is gone, starting it again on port ${server.port}`);
      await server.restart(signal);
      pauseMs = CHECK_MS;
    } catch (error) {
      if (signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      say(`${server.name} could not be started again, next try in ${pauseMs / 1000} s: ${messageOf(error)}`);
    }
  }
}

/** Waits; returns false if the signal aborts first. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { ref: false, signal });
    return true;
  } catch {
    return false;
  }
}
