import type { JobError } from "./job.js";

/** A field of a stored row that an import would change. Secrets are masked, long values cut. */
export interface Difference {
  readonly field: string;
  readonly stored: unknown;
  readonly imported: unknown;
}

/** The outcome of undoing a job: what happened to the rows that it had changed, or why it failed. */
export interface UndoOutcome {
  readonly counts: UndoCounts | null;
  readonly error: JobError | null;
}

export interface UndoCounts {
  /** Rows that the job had created, and that the undo deleted. */
  readonly deleted: number;
  /** Rows that the job had updated, and that the undo restored. */
  readonly restored: number;
  /** Rows that the job had deleted, and that the undo created again. */
  readonly recreated: number;
  /** Rows that another import changed afterwards, and that the undo left unchanged. */
  readonly movedOn: number;
}

/** Returns counts with their keys in a fixed order. jsonb does not keep the order of keys. */
export function undoCountsInOrder({ deleted, restored, recreated, movedOn }: UndoCounts): UndoCounts {
  return { deleted, restored, recreated, movedOn };
}
