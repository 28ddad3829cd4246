import type { TestBulkhead } from "./bulkhead.js";

/** How long requests took, and how they were answered. */
export interface AnswerTimes {
  readonly statuses: ReadonlySet<number>;
  readonly worstMs: number;
  readonly count: number;
}

/** Sends requests one round after the other, each round at once, until `isOver`. */
export async function answerTimes(
  bulkhead: TestBulkhead,
  requests: readonly { readonly path: string; readonly key: string | null }[],
  isOver: () => boolean,
): Promise<AnswerTimes> {
  const statuses = new Set<number>();
  const times: number[] = [];
  do {
    await Promise.all(
      requests.map(async ({ path, key }) => {
        const began = performance.now();
        statuses.add((await bulkhead.call("GET", path, { key })).status);
        times.push(performance.now() - began);
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (!isOver());
  return { statuses, worstMs: Math.round(Math.max(...times)), count: times.length };
}
