/**
 * What became of a time of a schedule: an import; its asset had not changed; the import before was still open;
 * Temporal could not start it in time; an import that failed.
 */
export const runOutcomes = ["job", "unchanged", "overlap", "missed", "failed"] as const;
export type RunOutcome = (typeof runOutcomes)[number];
