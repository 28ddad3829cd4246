import type { JobError } from "./job.js";

/** One field of a stored row that an import would change; values of secrets are masked, long ones cut. */
export interface Difference {
  readonly field: string;
  readonly stored: unknown;
  readonly imported: unknown;
}

/** How undoing a job ended: what became of the rows that it had changed, or why it was not done. */
export interface UndoOutcome {
  readonly counts: UndoCounts | null;
  readonly error: JobError | null;
}

export interface UndoCounts {
  /** Rows that the job had created, and that are gone again. */
  readonly deleted: number;
  /** Rows that the job had updated, and that are as they were. */
  readonly restored: number;
  /** Rows that the job had deleted, and that are back. */
  readonly recreated: number;
  /** Rows that another import changed afterwards; they were left alone. */
  readonly movedOn: number;
}

/** jsonb forgets the order of keys. */
export function undoCountsInOrder({ deleted, restored, recreated, movedOn }: UndoCounts): UndoCounts {
  return { deleted, restored, recreated, movedOn };
}
