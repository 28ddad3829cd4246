import type { JobStage } from "./job.js";

/** Where each stage begins on the way from 0 to 100; loading fills its span by rows. */
const stageBegins: Readonly<Record<JobStage, number>> = {
  fetching: 0,
  planning: 1,
  loading: 5,
  validating: 80,
  applying: 85,
};

const loadingSpan = stageBegins.validating - stageBegins.loading;

/** How far a job is, of 100. */
export function percentOf(stage: JobStage, rowsRead: number, rowsTotal: number | null): number {
  if (stage !== "loading") return stageBegins[stage];
  return Math.floor(stageBegins.loading + loadingSpan * (rowsTotal ? rowsRead / rowsTotal : 1));
}

/** Seconds until the end while rows are loaded: what follows takes its share of the way at the same pace. */
export function secondsLeft(rowsRead: number, rowsTotal: number, rowsPerSecond: number): number {
  const share = (100 - stageBegins.validating) / loadingSpan;
  return Math.ceil((rowsTotal - rowsRead + share * rowsTotal) / rowsPerSecond);
}
