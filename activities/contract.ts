import type { AskedChanges } from "../src/domain/hold.js";
import type { HolderState, JobError, JobOutcome } from "../src/domain/job.js";
import type { LeftoverKind } from "../src/domain/leftover.js";
import type { ScheduleDefinition } from "../src/domain/schedule-definition.js";
import type { UndoOutcome } from "../src/domain/stored-row.js";

/** What the workflow receives from the survey of a file. The plan itself is stored in the database. */
export interface SurveyedFile {
  readonly rows: number;
  /** Whether rows may bring secrets that have to be hashed. */
  readonly secrets: boolean;
}

/** A file whose bytes are in the store. */
export interface DownloadedFile {
  readonly bytes: number;
}

/** The result of a check of a schedule's source. */
export interface SeenSource {
  /**
   * The job that imported the source's present version. Null: the source has another version, or its version is not
   * known.
   */
  readonly unchanged: string | null;
}

/** How many files of a package are imported, and whether the package continues after a failed file. */
export interface OpenedPackage {
  readonly outcome: "opened";
  readonly parts: number;
  readonly onFailure: "stop" | "continue";
}

/** The import of one of a package's files. */
export interface AcceptedPart {
  /** The number of the file in the package's plan. */
  readonly no: number;
  readonly input: {
    readonly jobId: string;
    readonly entity: string;
    readonly file: string;
    readonly small: boolean;
    readonly packed?: boolean;
  };
  readonly workflowId: string;
  /** The job ended before this call. */
  readonly hasEnded: boolean;
  /** Its rows are stored. */
  readonly isStored: boolean;
}

/** A file whose bytes are unpacked. */
export interface FetchedFile {
  /** Whether one step imports it. */
  readonly small: boolean;
}

/**
 * Why a step has not written: an earlier job has to end first (section D 9), or changes have to be approved (section D
 * 10).
 */
export type NotWritten = Blocked | OpenApproval;

/** An earlier job of the line has to end first. Answers of earlier versions do not contain its state. */
export interface Blocked {
  readonly outcome: "blocked";
  readonly by: string;
  readonly state?: HolderState;
}

/** Changes have to be approved first, within a time. Answers of earlier versions do not contain the question. */
export interface OpenApproval {
  readonly outcome: "approval";
  readonly withinMs: number;
  readonly asked?: AskedChanges;
}

/** The answer of the step that validates and writes a file. */
export type WrittenFile =
  | NotWritten
  | { readonly outcome: "done" }
  /** Another import has stored other secrets after this import hashed its own. */
  | { readonly outcome: "unhashed" };

/** The answer of the single step of a small import. */
export type WrittenSmallFile = NotWritten | { readonly outcome: "done"; readonly ended: FinishedImport };

/** Whether a question is still open, and for how long. */
export type Approval = { readonly outcome: "approved" } | OpenApproval;

/** How a job ended, and which workflow to signal. */
export interface FinishedImport extends JobOutcome {
  /** The waiting workflow whose turn to apply has come with this end, if any. */
  readonly next?: string;
}

/**
 * The steps of an import. Each takes the job's id, may run twice, and begins by reading the job's state. Rows, cells
 * and secrets are never passed: arguments and results are stored in Temporal's history.
 */
export interface ImportActivities {
  /** Whether a parked job has a place now. */
  hasPlace(jobId: string): Promise<boolean>;
  /** Reads a small file, validates and writes its rows, and ends the job. */
  importSmallFile(jobId: string): Promise<WrittenSmallFile>;
  /** Downloads a file from another server; null when the job has already ended. */
  downloadSource(jobId: string): Promise<DownloadedFile | null>;
  /** Plans what a package's files become; null when the job has already ended. */
  openPackage(jobId: string): Promise<OpenedPackage | Blocked | null>;
  /** Accepts the import of one of a package's files; null when the package's job no longer runs. */
  acceptPart(jobId: string, no: number): Promise<AcceptedPart | null>;
  /** Ends a package with the outcome of its files. */
  finishPackage(jobId: string): Promise<FinishedImport>;
  /** Unpacks a packed file; null when the job has already ended. */
  fetchFile(jobId: string): Promise<FetchedFile | null>;
  /** Reads the file once and stores the plan; null when the job has already ended. */
  surveyFile(jobId: string): Promise<SurveyedFile | null>;
  /** Hashes the secrets that are neither stored nor hashed; only entities with secrets take this step. */
  hashFileSecrets(jobId: string): Promise<{ readonly hashed: number }>;
  /** Validates and writes all rows, runs the global validation, and ends the job, all in one transaction. */
  writeFile(jobId: string): Promise<WrittenFile>;
  /** Asks whether the job was approved. Without an answer in time the job ends, and the step fails. */
  awaitApproval(jobId: string): Promise<Approval>;
  /** Ends a job that is still open as failed, removes what its steps kept, and returns how the job ended. */
  finishImport(jobId: string, error: JobError | null): Promise<FinishedImport>;
  /** Cancels a job that is still open, and returns how it ended. */
  cancelImport(jobId: string): Promise<FinishedImport>;
}

/** How the undo of an import ended, and which workflow to signal; or the job that the undo waits for. */
export interface UndoneImport {
  /** The job that has to end first. The undo waits, and asks again. */
  readonly blockedBy?: string;
  readonly outcome?: UndoOutcome;
  /** The waiting workflow whose turn has come with this end, if any. */
  readonly next?: string;
}

/** The steps of an undo; like those of an import, each may run twice. */
export interface UndoActivities {
  /** Restores the rows that an import changed, in its turn, all in one transaction, and makes the job undone. */
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
  /** The scheduled time of the run, ISO 8601. */
  readonly at: string;
  /** The job that imported the source's present version. Left out: the file is an asset, or the job is not known. */
  readonly unchanged?: string;
}

/** The import of a run, or why there is none. */
export type AcceptedRun =
  | {
      readonly jobId: string;
      readonly entity: string;
      readonly file: string;
      readonly small: boolean;
      readonly packed?: boolean;
      readonly remote?: boolean;
      readonly package?: boolean;
      /** The job waits for a place among the tenant's running imports. */
      readonly parked?: boolean;
    }
  | { readonly skipped: "unchanged" | "overlap" | "paused" };

/** The first step of a scheduled import. */
export interface ScheduleActivities {
  /** Asks whether a schedule's source has changed since its last import, without a download. */
  lookAtSource(schedule: ScheduleDefinition): Promise<SeenSource>;
  /** Inserts the job of a run, with its asset pinned, or finds that the run is skipped. */
  acceptRun(run: ScheduledRun): Promise<AcceptedRun>;
}

/**
 * How validating all rows of all tenants changed the findings. All counts but `tenants` are 0 if no finding was missed.
 */
export interface RebuiltIntegrity {
  readonly tenants: number;
  readonly opened: number;
  readonly closed: number;
}

/** The steps of workflows that maintain the store. */
export interface MaintenanceActivities {
  rebuildIntegrity(): Promise<RebuiltIntegrity>;
  /**
   * Removes the leftovers of a kind; returns how many it removed. Cleanings of an earlier version ask for `doneMarks`:
   * 0.
   */
  removeLeftovers(kind: LeftoverKind | "doneMarks"): Promise<number>;
}

/** The outcome of an event's delivery: an HTTP status, or an error code. */
export type DeliveredEvent =
  | { readonly outcome: "delivered" | "failed"; readonly answer: string }
  | { readonly outcome: "ended before" };

/** The steps of a delivery to a webhook. */
export interface WebhookActivities {
  /** Makes an attempt. Fails with the time until the next attempt, if another has to follow. */
  deliverEvent(deliveryId: string): Promise<DeliveredEvent>;
  /** Ends a delivery whose workflow was cancelled or cannot continue. The code says which. */
  abandonDelivery(deliveryId: string, code: string): Promise<void>;
}
