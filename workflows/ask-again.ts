import { condition } from "@temporalio/workflow";

/** The first and the longest pause, in milliseconds, after which a waiting workflow polls without a signal. */
const first = 10 * 60_000;
const longest = 12 * 3_600_000;

/**
 * Returns the next pause between two polls. The pauses grow, so that a year of polls fits into one history (some 11
 * events each).
 */
export function pauseAfter(pause: number | null): number {
  return pause === null ? first : Math.min(2 * pause, longest);
}

/** Waits for the signal, or until the next poll is due. */
export interface Waiting {
  until(signalled: () => boolean, withinMs?: number): Promise<void>;
}

export function waiting(): Waiting {
  let pause: number | null = null;
  return {
    async until(signalled, withinMs = Number.POSITIVE_INFINITY) {
      pause = pauseAfter(pause);
      if (await condition(signalled, Math.min(withinMs, pause))) pause = null;
    },
  };
}
