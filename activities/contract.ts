import type { AskedChanges } from "../src/domain/hold.js";
import type { HolderState, JobError, JobOutcome } from "../src/domain/job.js";
import type { LeftoverKind } from "../src/domain/leftover.js";
import type { ScheduleDefinition } from "../src/domain/schedule-definition.js";
import type { UndoOutcome } from "../src/domain/stored-row.js";

/** What the survey of a file tells the workflow; the plan itself lies in the database. */
export interface SurveyedFile {
  readonly rows: number;
  /** Whether rows may bring secrets that have to be hashed. */
  readonly secrets: boolean;
}

/** A file whose bytes are in the store now. */
export interface DownloadedFile {
  readonly bytes: number;
}

/** What a look at a schedule's source found. */
export interface SeenSource {
  /** The job that imported the version that the source still has; null: it has another one, or that is not known. */
  readonly unchanged: string | null;
}

/** How many files of a package are imported, and whether it goes on after one that failed. */
export interface OpenedPackage {
  readonly outcome: "opened";
  readonly parts: number;
  readonly onFailure: "stop" | "continue";
}

/** The import of one of a package's files. */
export interface AcceptedPart {
  /** Its place among them. */
  readonly no: number;
  readonly input: {
    readonly jobId: string;
    readonly entity: string;
    readonly file: string;
    readonly small: boolean;
    readonly packed?: boolean;
  };
  readonly workflowId: string;
  /** It has ended before. */
  readonly hasEnded: boolean;
  /** Its rows are stored. */
  readonly isStored: boolean;
}

/** A file whose bytes are plain now. */
export interface FetchedFile {
  /** Whether one step imports it. */
  readonly small: boolean;
}

/**
 * Why a step has not written: an earlier job has to end first (section D 9), or changes to be approved (section D 10).
 */
export type NotWritten = Blocked | OpenApproval;

/** An earlier job of the line has to end first. Answers of earlier versions do not say its state. */
export interface Blocked {
  readonly outcome: "blocked";
  readonly by: string;
  readonly state?: HolderState;
}

/** Changes have to be approved first, within so long. Answers of earlier versions do not say what is asked. */
export interface OpenApproval {
  readonly outcome: "approval";
  readonly withinMs: number;
  readonly asked?: AskedChanges;
}

/** The answer of the step that validates and writes a file. */
export type WrittenFile =
  | NotWritten
  | { readonly outcome: "done" }
  /** Another import has stored other secrets since this one's were hashed. */
  | { readonly outcome: "unhashed" };

/** The answer of the one step of a small import. */
export type WrittenSmallFile = NotWritten | { readonly outcome: "done"; readonly ended: FinishedImport };

/** Whether a question is still open, and for how long. */
export type Approval = { readonly outcome: "approved" } | OpenApproval;

/** How a job ended, and whom to tell. */
export interface FinishedImport extends JobOutcome {
  /** The workflow whose turn to apply has come with this end, where one waits. */
  readonly next?: string;
}

/**
 * The steps of an import. Each takes the job's id, may run twice, and begins by reading the job's state. Rows, cells
 * and secrets never pass here: the arguments and results lie in Temporal's history.
 */
export interface ImportActivities {
  /** Whether a parked job has a place now. */
  hasPlace(jobId: string): Promise<boolean>;
  /** Reads a small file, validates and writes its rows, and ends the job. */
  importSmallFile(jobId: string): Promise<WrittenSmallFile>;
  /** Downloads a file from another server; null when the job has already ended. */
  downloadSource(jobId: string): Promise<DownloadedFile | null>;
  /** Looks what a package's files become; null when the job has already ended. */
  openPackage(jobId: string): Promise<OpenedPackage | Blocked | null>;
  /** Accepts the import of one of a package's files; null when the package's job no longer runs. */
  acceptPart(jobId: string, no: number): Promise<AcceptedPart | null>;
  /** Ends a package with what became of its files. */
  finishPackage(jobId: string): Promise<FinishedImport>;
  /** Makes plain bytes of a file that is packed; null when the job has already ended. */
  fetchFile(jobId: string): Promise<FetchedFile | null>;
  /** Reads the file once and stores the plan; null when the job has already ended. */
  surveyFile(jobId: string): Promise<SurveyedFile | null>;
  /** Hashes the secrets that are neither stored nor hashed; only entities that have some take this step. */
  hashFileSecrets(jobId: string): Promise<{ readonly hashed: number }>;
  /** Validates and writes all rows, runs the global validation, and ends the job, all in one transaction. */
  writeFile(jobId: string): Promise<WrittenFile>;
  /** Asks whether the job was approved; without an answer in time the job ends, and the step fails. */
  awaitApproval(jobId: string): Promise<Approval>;
  /** Ends a job that is still open as failed, removes what its steps kept, and tells how the job ended. */
  finishImport(jobId: string, error: JobError | null): Promise<FinishedImport>;
  /** Cancels a job that is still open, and tells how it ended. */
  cancelImport(jobId: string): Promise<FinishedImport>;
}

/** How the undoing of an import ended, and whom to tell; or the job that it waits for. */
export interface UndoneImport {
  /** The job that has to end first: the undo waits, and asks again. */
  readonly blockedBy?: string;
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
  /**
   * The job that imported the version that its source still has; left out: the file is an asset, or it is not known.
   */
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
      /** It waits for a place among the tenant's running imports. */
      readonly parked?: boolean;
    }
  | { readonly skipped: "unchanged" | "overlap" | "paused" };

/** The first step of a scheduled import. */
export interface ScheduleActivities {
  /** Asks whether a schedule's source has changed since its last import, without a download. */
  lookAtSource(schedule: ScheduleDefinition): Promise<SeenSource>;
  /** Inserts the job of a run, with its asset pinned, or finds that nothing is to be done. */
  acceptRun(run: ScheduledRun): Promise<AcceptedRun>;
}

/** What validating all rows of all tenants changed about the findings; nothing, where nothing was missed. */
export interface RebuiltIntegrity {
  readonly tenants: number;
  readonly opened: number;
  readonly closed: number;
}

/** The steps of workflows that maintain the store. */
export interface MaintenanceActivities {
  rebuildIntegrity(): Promise<RebuiltIntegrity>;
  /**
   * Removes what is left over of a kind; gives how many went. Cleanings of an earlier version ask for `doneMarks`: 0.
   */
  removeLeftovers(kind: LeftoverKind | "doneMarks"): Promise<number>;
}

/** What became of the delivery of an event: an HTTP status, or the code of what went wrong. */
export type DeliveredEvent =
  | { readonly outcome: "delivered" | "failed"; readonly answer: string }
  | { readonly outcome: "ended before" };

/** The steps of a delivery to a webhook. */
export interface WebhookActivities {
  /** Makes an attempt; fails, with the time until the next one, where another has to follow. */
  deliverEvent(deliveryId: string): Promise<DeliveredEvent>;
  /** Ends a delivery whose workflow was cancelled, or cannot go on; the code says which. */
  abandonDelivery(deliveryId: string, code: string): Promise<void>;
}
