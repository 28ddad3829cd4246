import { condition } from "@temporalio/workflow";

/** A workflow that waits asks again after so long, if no signal has come. */
const first = 10 * 60_000;
const longest = 12 * 3_600_000;

/**
 * The next pause between two questions: it grows, so that a year of them fits into one history (some 11 events each).
 */
export function pauseAfter(pause: number | null): number {
  return pause === null ? first : Math.min(2 * pause, longest);
}

/** Waits for the signal, or until it is time to ask without one. */
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
