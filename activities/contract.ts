import type { JobError, JobOutcome } from "../src/domain/job.js";
import type { LeftoverKind } from "../src/domain/leftover.js";
import type { ScheduleDefinition } from "../src/domain/schedule.js";
import type { UndoOutcome } from "../src/domain/stored-row.js";

/** What the plan tells the workflow; the plan itself lies in the database. */
export interface PlannedImport {
  readonly chunks: number;
  readonly rows: number;
  /** Whether rows may bring secrets that have to be hashed. */
  readonly secrets?: boolean;
  /** Whether the file may be written by one step that does all. */
  readonly atOnce?: boolean;
}

/** Whether an import was written by one step, which has ended its job; if not, nothing was written. */
export interface WrittenAtOnce {
  readonly written: boolean;
}

/** What loading one chunk found. */
export interface LoadedChunk {
  readonly rows: number;
  readonly invalid: number;
  readonly issuesByCode: Readonly<Record<string, number>>;
}

/** Chunks that a crash of Postgres emptied and that must be loaded again; mostly none. */
export interface LostChunks {
  readonly lost: readonly number[];
}

/** The answer of a step that does nothing before the job's turn (section D 9). */
export interface InTurn {
  /** The job that has to end first: the import waits, and asks again. */
  readonly blockedBy?: string;
}

/** The answer of a step that wrote nothing, since somebody has to agree to its deletions first (section D 10). */
export interface InApproval {
  /** For how long, in milliseconds; given where the question is open. */
  readonly approvalWithinMs?: number;
}

/** What applying found missing: it wrote nothing, and the steps before have to be taken again. */
export interface Unready extends LostChunks, InTurn, InApproval {
  /** Secrets that somebody else's import made new again in the meantime. */
  readonly unhashed?: boolean;
}

/** How a job ended, and whom to tell. */
export interface FinishedImport extends JobOutcome {
  /** The workflow whose turn to apply has come with this end, where one waits. */
  readonly next?: string;
}

/** A small import after its one step: ended, or waiting for its turn, or for approval. */
export interface SmallImport extends InTurn, InApproval {
  readonly ended?: FinishedImport;
}

/**
 * The steps of an import. Each takes the job's id, may run twice, and begins by reading the job's state. Rows, cells
 * and secrets never pass here: the arguments and results lie in Temporal's history.
 */
export interface ImportActivities {
  /** Imports a small file whole, and ends its job. */
  importSmall(jobId: string): Promise<SmallImport>;
  /** Reads the file once and stores the plan; null when the job has already ended. */
  planImport(jobId: string): Promise<PlannedImport | null>;
  /** Checks the rows of one chunk and stages them, with the chunk's done-mark, in one transaction. */
  loadChunk(jobId: string, no: number): Promise<LoadedChunk>;
  /** Writes the whole file, where all rows are new or most of them are stored as they are, and ends the job. */
  writeAtOnce(jobId: string): Promise<WrittenAtOnce>;
  /** Rejects the later of two rows with one key. */
  rejectDuplicates(jobId: string): Promise<LostChunks>;
  /** Hashes the secrets that changed; only entities that have some take this step. */
  hashSecrets(jobId: string): Promise<{ readonly hashed: number }>;
  /**
   * Decides what depends on stored rows, writes, validates globally, and ends the job, all in one transaction; while an
   * earlier import of the same importer and entity is open, it only says which.
   */
  applyImport(jobId: string): Promise<Unready>;
  /** Asks whether the job was approved; where nobody has agreed in time, its end. */
  hearApproval(jobId: string): Promise<InApproval>;
  /** Ends a job that is still open as failed, removes what was staged, and tells how the job ended. */
  finishImport(jobId: string, error: JobError | null): Promise<FinishedImport>;
  /** Cancels a job that is still open, and tells how it ended. */
  cancelImport(jobId: string): Promise<FinishedImport>;
}

/** How the undoing of an import ended, and whom to tell; or the job that it waits for. */
export interface UndoneImport extends InTurn {
  readonly outcome?: UndoOutcome;
  /** The workflow whose turn has come with this end, where one waits. */
  readonly next?: string;
}

/** The steps of an undo; like those of an import, each may run twice. */
export interface UndoActivities {
  /** Puts the rows of an import back in its turn, all in one transaction, and makes the job undone. */
  undoImport(jobId: string): Promise<UndoneImport>;
  /** Ends an undo that met a fault; the job stays as it was. */
  giveUpUndo(jobId: string, error: JobError): Promise<UndoneImport>;
}

/** A run of a schedule, as Temporal started it. */
export interface ScheduledRun {
  readonly schedule: ScheduleDefinition;
  readonly workflowId: string;
  /** Stays the same when the workflow is reset. */
  readonly firstRunId: string;
  /** The time it stands for, ISO 8601. */
  readonly at: string;
}

/** The import of a run, or why there is none. */
export type AcceptedRun =
  | { readonly jobId: string; readonly entity: string; readonly file: string; readonly small: boolean }
  | { readonly skipped: "unchanged" | "overlap" | "paused" };

/** The first step of a scheduled import. */
export interface ScheduleActivities {
  /** Inserts the job of a run, with its asset pinned, or finds that nothing is to be done. */
  acceptRun(run: ScheduledRun): Promise<AcceptedRun>;
}

/** What validating all rows of all tenants changed about the findings; nothing, where nothing was missed. */
export interface RebuiltIntegrity {
  readonly tenants: number;
  readonly opened: number;
  readonly closed: number;
}

/** The steps of workflows that look after the store. */
export interface MaintenanceActivities {
  rebuildIntegrity(): Promise<RebuiltIntegrity>;
  /** Removes what is left over of a kind, and gives how many went. */
  removeLeftovers(kind: LeftoverKind): Promise<number>;
}
