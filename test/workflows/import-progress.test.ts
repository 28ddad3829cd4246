import { expect, test } from "vitest";
import { ImportProgress } from "../../workflows/import-progress.js";

function progressAt() {
  let now = 0;
  let chunk = 0;
  const progress = new ImportProgress(
    "webinar from a.csv",
    () => now,
    () => undefined,
  );
  const load = (rows: number, atMs: number, invalid = 0, no = chunk++) => {
    now = atMs;
    progress.loaded(no, { rows, invalid, issuesByCode: invalid > 0 ? { REQUIRED: invalid } : {} });
  };
  return { progress, load };
}

test("the speed is that of the recent past, and the time left that of all that is to come", () => {
  const { progress, load } = progressAt();
  progress.stage("planning");
  progress.planned({ chunks: 10, rows: 100_000 });
  progress.stage("loading");
  expect(progress.answer()).toMatchObject({ percent: 5, rowsRead: 0, rowsPerSecond: null, etaSeconds: null });
  load(10_000, 1_000);
  expect(progress.answer()).toMatchObject({ percent: 12, rowsRead: 10_000, rowsPerSecond: 10_000, etaSeconds: 12 });
  // Slower from here on: a quarter of a minute later the first second is forgotten.
  for (let second = 10; second <= 40; second += 10) load(10_000, second * 1_000);
  expect(progress.answer()).toMatchObject({ percent: 42, rowsRead: 50_000, rowsPerSecond: 1_000, etaSeconds: 77 });
  progress.stage("validating");
  expect(progress.answer()).toMatchObject({ stage: "validating", percent: 80, rowsPerSecond: null, etaSeconds: null });
});

test("chunks that are loaded once more take no row and no percent back", () => {
  const { progress, load } = progressAt();
  progress.planned({ chunks: 1, rows: 100 });
  progress.stage("loading");
  load(100, 1_000, 7);
  progress.stage("applying");
  progress.lost(1);
  progress.stage("loading");
  expect(progress.answer()).toMatchObject({ stage: "loading", percent: 85, rowsRead: 100 });
  load(100, 2_000, 7, 0);
  expect(progress.answer()).toMatchObject({ percent: 85, rowsRead: 100, rowsTotal: 100 });
});

test("the workflow's page tells counts, speed and the most frequent issues", () => {
  const { progress, load } = progressAt();
  progress.planned({ chunks: 4, rows: 4_000 });
  progress.stage("loading");
  load(1_000, 500, 12);
  expect(progress.markdown()).toBe(
    [
      ...["### webinar from a.csv", "**Stage: loading** · 23 %", "", "- Rows read: 1000 of 4000"],
      ...["- Speed: 2000 rows/s, about 3 s left", "- Chunks: 1 of 4", "- Invalid rows so far: 12"],
      "- Top issues: `REQUIRED` × 12",
    ].join("\n"),
  );
});
