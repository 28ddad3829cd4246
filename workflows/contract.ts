import type { AcceptedRun } from "../activities/contract.js";
import type { JobOutcome, JobProgress } from "../src/domain/job.js";
import type { LeftoverKind } from "../src/domain/leftover.js";
import type { ScheduleDefinition } from "../src/domain/schedule-definition.js";
import type { UndoCounts } from "../src/domain/stored-row.js";

/** What an import's workflow is started with. Everything else about the job lies in the database. */
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
  /** Off where the cluster does not know Bulkhead's search attributes: an unknown one would halt the workflow. */
  readonly searchAttributes: boolean;
}

/** What a schedule starts the same workflow with: its first step accepts the job. */
export interface ScheduledStart {
  readonly schedule: ScheduleDefinition;
  readonly searchAttributes: boolean;
}

/** The end of a scheduled run that imported nothing. */
export type SkippedRun = Extract<AcceptedRun, { readonly skipped: string }>;

export type ImportResult = Pick<JobOutcome, "state" | "counts">;

/** The workflow type's name; the same as the function that `workflows/index.ts` exports. */
export const importWorkflowType = "importWorkflow";

/** What the undoing of an import is started with. */
export interface UndoInput {
  readonly jobId: string;
}

export type UndoResult = UndoCounts;

export const undoWorkflowType = "undoWorkflow";

/** The full global validation, started by a schedule. */
export const integrityWorkflowType = "integrityWorkflow";

/** The removal of leftovers, started by a schedule. */
export const cleanupWorkflowType = "cleanupWorkflow";

/** The delivery of one event to one webhook; where and what lies in the database. */
export interface DeliveryInput {
  readonly deliveryId: string;
}

export const deliveryWorkflowType = "deliverEventWorkflow";

export function deliveryWorkflowId(deliveryId: string): string {
  return `webhook:${deliveryId}`;
}

/** How many leftovers of each kind went. */
export type CleanupResult = Readonly<Partial<Record<LeftoverKind, number>>>;

export const progressQueryName = "progress";
export type ProgressAnswer = JobProgress;

/** Tells a waiting import that its turn may have come: it asks again. */
export const turnSignalName = "turn";

/** Tells an import that its changes were approved: it asks whether they were. */
export const approvalSignalName = "approval";

/** Registered at every start (where the cluster allows it), and usable in the Temporal UI's filter. */
export const searchAttributeNames = {
  tenant: "ImportTenant",
  entity: "ImportEntity",
  importer: "ImportImporter",
  stage: "ImportStage",
} as const;

/** Temporal adds the time of the run. */
export function scheduledWorkflowId(scheduleId: string): string {
  return `import:scheduled:${scheduleId}`;
}

export function undoWorkflowId(jobId: string): string {
  return `undo:${jobId}`;
}
