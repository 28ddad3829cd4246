import type { AskedChanges } from "../hold.js";
import type { HolderState, JobCounts, JobState } from "../job.js";
import { packageEntity } from "../packages/package-entity.js";
import type { UndoCounts } from "../stored-row.js";

/** The facts about a job that its sentences are made from: a part of the job of contract C. */
export interface JobFacts {
  readonly state: JobState;
  readonly dryRun: boolean;
  readonly counts: JobCounts;
  readonly progress: { readonly percent: number };
  readonly blockedBy: string | null;
  readonly blockedByState: HolderState | null;
  readonly entity: string;
  readonly approval: { readonly owned: number } | null;
  readonly undo: { readonly finishedAt: string | null; readonly counts: UndoCounts | null } | null;
  readonly error: { readonly message: string } | null;
}

/** Whole sentences about a job, in one language. */
export interface JobWords {
  readonly states: Readonly<Record<HolderState, string>>;
  queued(): string;
  running(percent: number): string;
  blocked(): string;
  /** For a package. */
  fileAsks(): string;
  /** For an import that waits for an approval. */
  wouldDelete(deleted: number, owned: number): string;
  wouldChangeNothing(): string;
  wouldChange(counts: Pick<JobCounts, "created" | "updated" | "deleted">): string;
  cancelling(): string;
  noRows(): string;
  allIn(valid: number): string;
  someIn(valid: number, invalid: number): string;
  /** Follows `allIn` or `someIn`. */
  rowsDeleted(deleted: number): string;
  allGood(valid: number): string;
  someGood(valid: number, invalid: number): string;
  undoing(): string;
  undone(counts: UndoCounts): string;
  /** @param message the error's message, in English */
  failed(message: string | null): string;
  cancelled(): string;
}

/** Describes a job in one sentence. The console, the command line and the workflow's page all show it. */
export function jobHeadline(job: JobFacts, words: JobWords): string {
  const { valid, invalid, deleted } = job.counts;
  switch (job.state) {
    case "queued":
      return words.queued();
    case "running":
      if (job.blockedBy === null) return words.running(job.progress.percent);
      return job.entity === packageEntity && job.blockedByState === "awaiting_approval"
        ? words.fileAsks()
        : words.blocked();
    case "awaiting_approval":
      return askingHeadline({ ...job.counts, owned: job.approval?.owned ?? deleted }, words);
    case "cancelling":
      return words.cancelling();
    case "complete":
    case "complete_with_rejects":
      if (job.undo !== null && job.undo.finishedAt === null) return words.undoing();
      if (valid + invalid === 0) return words.noRows();
      if (job.dryRun) return invalid === 0 ? words.allGood(valid) : words.someGood(valid, invalid);
      return [
        invalid === 0 ? words.allIn(valid) : words.someIn(valid, invalid),
        ...(deleted > 0 ? [words.rowsDeleted(deleted)] : []),
      ].join(" ");
    case "undone":
      return job.undo?.counts ? words.undone(job.undo.counts) : words.undoing();
    case "failed":
      return words.failed(job.error?.message ?? null);
    case "cancelled":
      return words.cancelled();
  }
}

/** Describes what an import that waits for an approval would do: only its deletions, or all its changes. */
export function askingHeadline(
  { created = 0, updated = 0, deleted, owned }: Omit<AskedChanges, "until">,
  words: Pick<JobWords, "wouldDelete" | "wouldChange" | "wouldChangeNothing">,
): string {
  if (created + updated + deleted === 0) return words.wouldChangeNothing();
  return created + updated === 0 ? words.wouldDelete(deleted, owned) : words.wouldChange({ created, updated, deleted });
}
