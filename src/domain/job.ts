import type { ErrorCode } from "./errors.js";
import type { Issue } from "./issue.js";

export const openStates = ["queued", "running", "awaiting_approval", "cancelling"] as const;
const terminalStates = ["complete", "complete_with_rejects", "failed", "cancelled", "undone"] as const;

/** The life of a job (contract C). */
export const jobStates = [...openStates, ...terminalStates] as const;
export type JobState = (typeof jobStates)[number];

/** What a job is at that others wait for: an import that is being undone has ended, and still stands in the line. */
export const holderStates = [...jobStates, "undoing"] as const;
export type HolderState = (typeof holderStates)[number];
type TerminalState = (typeof terminalStates)[number];

export const jobStages = ["fetching", "planning", "loading", "validating", "applying"] as const;
export type JobStage = (typeof jobStages)[number];

export const importModes = ["upsert", "create", "update", "snapshot"] as const;
export type ImportMode = (typeof importModes)[number];

export const invalidRowPolicies = ["skip", "abort"] as const;
export type InvalidRowPolicy = (typeof invalidRowPolicies)[number];

/**
 * Where a job's bytes came from: a stored asset, a request's body, or one with secrets, which is stored separately (D
 * 11).
 */
export type JobBody = "asset" | "spooled" | "private";

export interface JobCounts {
  readonly valid: number;
  readonly invalid: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly deleted: number;
}

/** jsonb forgets the order of keys; people read them in the contract's. */
export function countsInOrder({ valid, invalid, created, updated, unchanged, deleted }: JobCounts): JobCounts {
  return { valid, invalid, created, updated, unchanged, deleted };
}

/** Up to this size an import is small: done in a moment, and not to be kept waiting by those that take long. */
const smallImportBytes = 1 << 20;

/** @param size the bytes of its file or list */
export function isSmallImport(size: number): boolean {
  return size <= smallImportBytes;
}

export const noCounts: JobCounts = { valid: 0, invalid: 0, created: 0, updated: 0, unchanged: 0, deleted: 0 };

/** Why a job failed, or was cancelled. `line` is the physical line of the file, where the fault has one. */
export interface JobError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly line: number | null;
}

/** What a finished job knows of itself. */
export interface JobOutcome {
  readonly state: TerminalState;
  readonly counts: JobCounts;
  readonly issuesByCode: Readonly<Record<string, number>>;
  readonly error: JobError | null;
}

/** How far an open job is; the workflow answers it to queries, the row stands in where no worker can. */
export interface JobProgress {
  readonly stage: JobStage | null;
  readonly percent: number;
  readonly rowsRead: number;
  readonly rowsTotal: number | null;
  readonly rowsPerSecond: number | null;
  readonly etaSeconds: number | null;
}

/** Findings about the file as a whole, such as an unknown column. */
export type FileWarnings = readonly Issue[];

/** Whether a job of this state has written its rows, or had done so before it was undone. */
export function isStored(state: JobState): boolean {
  return state === "complete" || state === "complete_with_rejects" || state === "undone";
}

export function isTerminal(state: JobState): state is TerminalState {
  return terminalStates.some((terminal) => terminal === state);
}
