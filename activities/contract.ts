import type { JobError, JobOutcome } from "../src/domain/job.js";
import type { LeftoverKind } from "../src/domain/leftover.js";
import type { ScheduleDefinition } from "../src/domain/schedule.js";

/** What the plan tells the workflow; the plan itself lies in the database. */
export interface PlannedImport {
  readonly chunks: number;
  readonly rows: number;
  /** Whether rows may bring secrets that have to be hashed. */
  readonly secrets?: boolean;
  /** Whether the rows can be written while they are loaded. */
  readonly early?: boolean;
}

/** Whether an import was applied while it was loaded, which has ended its job; if not, nothing was written. */
export interface AppliedEarly {
  readonly applied: boolean;
}

/** What loading one chunk found. */
export interface LoadedChunk {
  readonly rows: number;
  readonly invalid: number;
  /** Of the rows, those known to be stored as they are. */
  readonly recognised?: number;
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

/** What applying found missing: it wrote nothing, and the steps before have to be taken again. */
export interface Unready extends LostChunks, InTurn {
  /** Secrets that somebody else's import made new again in the meantime. */
  readonly unhashed?: boolean;
}

/** How a job ended, and whom to tell. */
export interface FinishedImport extends JobOutcome {
  /** The workflow whose turn to apply has come with this end, where one waits. */
  readonly next?: string;
}

/** A small import after its one step: ended, or waiting for its turn. */
export interface SmallImport extends InTurn {
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
  /** Writes what is loaded while the rest is being loaded, into a store without rows of the entity. */
  applyWhileLoading(jobId: string): Promise<AppliedEarly>;
  /** Rejects the later of two rows with one key. */
  rejectDuplicates(jobId: string): Promise<LostChunks>;
  /** Hashes the secrets that changed; only entities that have some take this step. */
  hashSecrets(jobId: string): Promise<{ readonly hashed: number }>;
  /**
   * Decides what depends on stored rows, writes, validates globally, and ends the job, all in one transaction; while an
   * earlier import of the same importer and entity is open, it only says which.
   */
  applyImport(jobId: string): Promise<Unready>;
  /** Ends a job that is still open as failed, removes what was staged, and tells how the job ended. */
  finishImport(jobId: string, error: JobError | null): Promise<FinishedImport>;
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
