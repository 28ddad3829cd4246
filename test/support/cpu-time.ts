import { expect } from "vitest";

/** Milliseconds of CPU that this process spends on something; other processes do not count. */
export async function cpuTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Below so many milliseconds a measurement says nothing. */
const measurable = 20;
/** A warm machine needs two; work that is quadratic fails them all. */
const attempts = 15;

/** The least of some measurements: the first of a kind may take ten times as long as those after it. */
async function leastCpuTime(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let measurement = 0; measurement < 3; measurement++) times.push(await cpuTime(work));
  return Math.min(...times);
}

/**
 * Expects that work on four times the size takes about four times the CPU: quadratic work takes sixteen times as much,
 * and eight lies between. The least of several measurements counts, since a busy machine and the garbage collector only
 * ever add to one.
 *
 * @param largest the size of the larger work at most; four times `smallest` or more
 * @param prepare makes what is worked on, of a size; the making is not measured
 */
export async function expectLinearTime(
  { smallest, largest }: { readonly smallest: number; readonly largest: number },
  prepare: (size: number) => () => unknown,
): Promise<void> {
  let size = smallest;
  while (size * 8 <= largest && (await leastCpuTime(prepare(size))) < measurable) size *= 2;
  const [once, fourTimes] = [prepare(size), prepare(size * 4)];
  let [least, most] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let attempt = 0; attempt < attempts && (attempt < 2 || most >= 8 * least); attempt++) {
    least = Math.min(least, await cpuTime(once));
    most = Math.min(most, await cpuTime(fourTimes));
  }
  expect(most, `${size * 4} bytes take ${most} ms of CPU, ${size} bytes ${least} ms`).toBeLessThan(8 * least);
}
