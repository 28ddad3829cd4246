import { setTimeout as sleep } from "node:timers/promises";

export interface WaitOptions {
  timeoutMs: number;
  /** Pause between two checks, 20 ms by default. */
  everyMs?: number;
  /** Ends the wait early; then its reason is thrown. */
  signal?: AbortSignal | undefined;
}

/** Polls until `check` is true; returns false if the time is over first. */
export async function waitUntil(check: () => boolean | Promise<boolean>, options: WaitOptions): Promise<boolean> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    if (await check()) return true;
    if (performance.now() >= deadline) return false;
    await sleep(options.everyMs ?? 20);
  }
}
