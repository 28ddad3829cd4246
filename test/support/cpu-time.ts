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
const attempts = 5;

/**
 * Expects that work on four times the size takes about four times the CPU: quadratic work takes sixteen times as much,
 * and eight lies between. The least of several measurements counts, since a busy machine and the garbage collector only
 * ever add to one.
 *
 * @param prepare makes what is worked on, of a size; the making is not measured
 */
export async function expectLinearTime(smallest: number, prepare: (size: number) => () => unknown): Promise<void> {
  let size = smallest;
  while (size < smallest << 6 && (await cpuTime(prepare(size))) < measurable) size *= 2;
  const [once, fourTimes] = [prepare(size), prepare(size * 4)];
  let [least, most] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let attempt = 0; attempt < attempts && (attempt < 2 || most >= 8 * least); attempt++) {
    least = Math.min(least, await cpuTime(once));
    most = Math.min(most, await cpuTime(fourTimes));
  }
  expect(most, `${size * 4} bytes take ${most} ms of CPU, ${size} bytes ${least} ms`).toBeLessThan(8 * least);
}
