import { expect, test } from "vitest";
import { reportLines } from "../../chaos/report.js";
import { runChaos } from "../../chaos/run-chaos.js";

/**
 * The short form of `npm run chaos`; the first blows of this seed are of eight kinds, and none of its files is large.
 */
test("eight kills: nothing lost, nothing doubled, nothing left over", async ({ signal }) => {
  const report = await runChaos({ kills: 8, seed: 1_259, say: () => undefined, signal });
  console.log(reportLines(report).join("\n"));
  expect(report.faults).toEqual([]);
  expect(Object.values(report.struck).reduce((sum, count) => sum + count)).toBe(8);
  expect(report.comparison.rows).toBeGreaterThan(0);
});
