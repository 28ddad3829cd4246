import { expect } from "vitest";

/** Milliseconds of CPU that this process spends on something; other processes do not count. */
export async function cpuTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Milliseconds; a shorter measurement is mostly noise. */
const measurable = 20;
/** A warm machine needs two; work that is quadratic fails them all. */
const attempts = 15;
/** How many times larger the larger work is. */
const growth = 16;

/** The least of some measurements: the first of a kind may take ten times as long as those after it. */
async function leastCpuTime(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let measurement = 0; measurement < 3; measurement++) times.push(await cpuTime(work));
  return Math.min(...times);
}

/**
 * Expects that work on 16 times the size takes about 16 times the CPU. Quadratic work takes 256 times as much. The
 * limit of 64 leaves room for the garbage collector, which takes up to three times as long for each byte once the
 * objects of a pass outgrow the young generation. The least of several measurements counts: a busy machine only adds.
 *
 * @param largest the size of the larger work at most; 16 times `smallest` or more
 * @param prepare makes what is worked on, of a size; the making is not measured
 */
export async function expectLinearTime(
  { smallest, largest }: { readonly smallest: number; readonly largest: number },
  prepare: (size: number) => () => unknown,
): Promise<void> {
  let size = smallest;
  while (size * 2 * growth <= largest && (await leastCpuTime(prepare(size))) < measurable) size *= 2;
  const [smaller, larger] = [prepare(size), prepare(size * growth)];
  let [least, most] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let attempt = 0; attempt < attempts && (attempt < 2 || most >= growth ** 1.5 * least); attempt++) {
    least = Math.min(least, await cpuTime(smaller));
    most = Math.min(most, await cpuTime(larger));
  }
  const measured = `${size * growth} bytes take ${most} ms of CPU, ${size} bytes ${least} ms`;
  expect(most, measured).toBeLessThan(growth ** 1.5 * least);
}
