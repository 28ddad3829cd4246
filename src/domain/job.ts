import type { ErrorCode } from "./errors.js";
import type { Issue } from "./issue.js";

export const openStates = ["queued", "running", "awaiting_approval", "cancelling"] as const;
const terminalStates = ["complete", "complete_with_rejects", "failed", "cancelled", "undone"] as const;

/** The states of a job (contract C). */
export const jobStates = [...openStates, ...terminalStates] as const;
export type JobState = (typeof jobStates)[number];

/**
 * The states of a job that other jobs wait for. An import that is being undone has ended, but still blocks the queue.
 */
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
 * The origin of a job's bytes: a stored asset, a request's body, or a body with secrets, which is stored separately (D
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

/**
 * Returns counts with their keys in the contract's order, for people to read. jsonb does not keep the order of keys.
 */
export function countsInOrder({ valid, invalid, created, updated, unchanged, deleted }: JobCounts): JobCounts {
  return { valid, invalid, created, updated, unchanged, deleted };
}

/** Up to this size an import is small: it ends quickly, and must not wait for long imports. */
const smallImportBytes = 1 << 20;

/** @param size the bytes of the import's file or list */
export function isSmallImport(size: number): boolean {
  return size <= smallImportBytes;
}

export const noCounts: JobCounts = { valid: 0, invalid: 0, created: 0, updated: 0, unchanged: 0, deleted: 0 };

/** Why a job failed or was cancelled. `line` is the physical line of the file, if the fault has one. */
export interface JobError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly line: number | null;
}

/** The outcome of a finished job. */
export interface JobOutcome {
  readonly state: TerminalState;
  readonly counts: JobCounts;
  readonly issuesByCode: Readonly<Record<string, number>>;
  readonly error: JobError | null;
}

/** The progress of an open job. The workflow answers queries with it; if no worker can, the job's row is used. */
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

/** Whether a job in this state has written its rows, or had written them before it was undone. */
export function isStored(state: JobState): boolean {
  return state === "complete" || state === "complete_with_rejects" || state === "undone";
}

export function isTerminal(state: JobState): state is TerminalState {
  return terminalStates.some((terminal) => terminal === state);
}
