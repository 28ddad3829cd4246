/**
 * The outcome of one time of a schedule. `job`: an import started. `unchanged`: its asset had not changed. `overlap`:
 * the previous import was still open. `missed`: Temporal could not start it in time. `failed`: the import failed.
 */
export const runOutcomes = ["job", "unchanged", "overlap", "missed", "failed"] as const;
export type RunOutcome = (typeof runOutcomes)[number];
