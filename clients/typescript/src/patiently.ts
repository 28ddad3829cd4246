import { setTimeout } from "node:timers/promises";
import { BulkheadError } from "./problem.js";

const tries = 8;
const longestPauseMs = 5_000;
const longestWaitMs = 60_000;

export interface Patience {
  /** Stops the retries. The signal's reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Retries while no response arrives or the server is busy: at most eight attempts within about 25 seconds. Waits longer
 * if the server says so in `Retry-After`, up to a minute. Only for idempotent requests: a GET, a PUT, or a POST with an
 * `Idempotency-Key`.
 */
export async function patiently<T>(ask: () => Promise<T>, { signal }: Patience = {}): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof BulkheadError) || !error.isPassing || attempt === tries) throw error;
      const named = (error.retryAfterSeconds ?? 0) * 1_000;
      if (named > longestWaitMs) throw error;
      await setTimeout(Math.max(named, Math.min(attempt * 1_000, longestPauseMs)), undefined, signal && { signal });
    }
  }
}
