import type { ImportMode, InvalidRowPolicy } from "./job.js";

/** A repeatable import and its times, as Temporal keeps it and the database mirrors it. */
export interface ScheduleDefinition {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly requestedBy: string;
  readonly entity: string;
  readonly assetPath: string;
  readonly importerId: string;
  readonly mode: ImportMode;
  readonly dryRun: boolean;
  readonly onInvalid: InvalidRowPolicy;
  readonly globalValidation: boolean;
  /** Either this or `everySeconds` is null. */
  readonly cron: string | null;
  readonly everySeconds: number | null;
  /** The cron's, an IANA name. */
  readonly timeZone: string;
  /** A run that could not start at its time starts as much later at most. */
  readonly catchUpSeconds: number;
  /** A run starts as much later than its time at most, chance decides. */
  readonly jitterSeconds: number;
  readonly skipIfUnchanged: boolean;
  /** After so many failures in a row it is paused; null: never. */
  readonly pauseAfterFailures: number | null;
}

/**
 * What became of a time of a schedule: an import; its asset had not changed; the import before was still open; nobody was
 * there to start it; an import that failed.
 */
export const runOutcomes = ["job", "unchanged", "overlap", "missed", "failed"] as const;
export type RunOutcome = (typeof runOutcomes)[number];
