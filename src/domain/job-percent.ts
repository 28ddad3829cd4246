import type { JobStage } from "./job.js";

/** The percentage at which each stage begins. While rows are loaded, it grows with them. */
const stageBegins: Readonly<Record<JobStage, number>> = {
  fetching: 0,
  planning: 1,
  loading: 5,
  validating: 80,
  applying: 85,
};

const loadingSpan = stageBegins.validating - stageBegins.loading;

/** Returns a job's progress in percent. */
export function percentOf(stage: JobStage, rowsRead: number, rowsTotal: number | null): number {
  if (stage !== "loading") return stageBegins[stage];
  return Math.floor(stageBegins.loading + loadingSpan * (rowsTotal ? rowsRead / rowsTotal : 1));
}

/**
 * Returns the seconds until the job ends, while rows are loaded. Assumes that the later stages take time in proportion
 * to their percentages.
 */
export function secondsLeft(rowsRead: number, rowsTotal: number, rowsPerSecond: number): number {
  const share = (100 - stageBegins.validating) / loadingSpan;
  return Math.ceil((rowsTotal - rowsRead + share * rowsTotal) / rowsPerSecond);
}
