import { setTimeout } from "node:timers/promises";
import { BulkheadError } from "./problem.js";

const tries = 8;
const longestPauseMs = 5_000;
const longestWaitMs = 60_000;

export interface Patience {
  /** Ends the asking; what is thrown then is its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks again while no answer comes or the server is busy: up to eight times within some 25 seconds, and after the time
 * that the server names, up to a minute. For what may be asked twice: a GET, a PUT, or a POST with an
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
