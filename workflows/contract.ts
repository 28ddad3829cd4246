import type { AcceptedRun } from "../activities/contract.js";
import type { JobOutcome, JobProgress } from "../src/domain/job.js";
import type { LeftoverKind } from "../src/domain/leftover.js";
import type { ScheduleDefinition } from "../src/domain/schedule-definition.js";
import type { UndoCounts } from "../src/domain/stored-row.js";

/** The input of an import's workflow. All other data of the job is in the database. */
export interface ImportInput {
  readonly jobId: string;
  readonly entity: string;
  readonly file: string;
  /** Whether the file is imported in one step. */
  readonly small?: boolean;
  /** Whether the file may have to be unpacked first. */
  readonly packed?: boolean;
  /** Whether the file has to be downloaded first. */
  readonly remote?: boolean;
  /** Whether the file is an archive whose files are imported one by one. */
  readonly package?: boolean;
  /** Whether the job waits for a place among the tenant's running imports. */
  readonly parked?: boolean;
  /** False if the cluster does not know Bulkhead's search attributes: an unknown one would halt the workflow. */
  readonly searchAttributes: boolean;
}

/** The input of the same workflow when a schedule starts it. The workflow's first step accepts the job. */
export interface ScheduledStart {
  readonly schedule: ScheduleDefinition;
  readonly searchAttributes: boolean;
}

/** The end of a scheduled run that imported nothing. */
export type SkippedRun = Extract<AcceptedRun, { readonly skipped: string }>;

export type ImportResult = Pick<JobOutcome, "state" | "counts">;

/** The workflow type's name; the same as the function that `workflows/index.ts` exports. */
export const importWorkflowType = "importWorkflow";

/** The input of the workflow that undoes an import. */
export interface UndoInput {
  readonly jobId: string;
}

export type UndoResult = UndoCounts;

export const undoWorkflowType = "undoWorkflow";

/** The full global validation, started by a schedule. */
export const integrityWorkflowType = "integrityWorkflow";

/** The removal of leftovers, started by a schedule. */
export const cleanupWorkflowType = "cleanupWorkflow";

/** The input of the workflow that delivers one event to one webhook. The event and the address are in the database. */
export interface DeliveryInput {
  readonly deliveryId: string;
}

export const deliveryWorkflowType = "deliverEventWorkflow";

export function deliveryWorkflowId(deliveryId: string): string {
  return `webhook:${deliveryId}`;
}

/** The number of removed leftovers by kind. */
export type CleanupResult = Readonly<Partial<Record<LeftoverKind, number>>>;

export const progressQueryName = "progress";
export type ProgressAnswer = JobProgress;

/** Signals a waiting import that its turn may have come. The import then asks for its turn again. */
export const turnSignalName = "turn";

/** Signals an import that its changes were approved. The import then checks whether they were. */
export const approvalSignalName = "approval";

/** Registered at every start (where the cluster allows it), and usable in the Temporal UI's filter. */
export const searchAttributeNames = {
  tenant: "ImportTenant",
  entity: "ImportEntity",
  importer: "ImportImporter",
  stage: "ImportStage",
} as const;

/** Temporal appends the time of the run. */
export function scheduledWorkflowId(scheduleId: string): string {
  return `import:scheduled:${scheduleId}`;
}

export function undoWorkflowId(jobId: string): string {
  return `undo:${jobId}`;
}
