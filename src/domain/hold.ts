import { z } from "zod";

const percent = z.int().min(0).max(1_000).nullable();

/** Limits beyond which an importer's file waits for an approval, in any mode. Null: no limit. */
export const holdFields = {
  /** Percentage of the rows that the importer owns. A first file may create any number of rows. */
  createdPercent: percent,
  updatedPercent: percent,
  /** Replaces `BULKHEAD_MAX_DELETED_PERCENT`. */
  deletedPercent: z.int().min(0).max(100).nullable(),
  /** Rows created, updated and deleted together. Also replaces `BULKHEAD_MAX_DELETED_ROWS`. */
  rows: z.int().min(0).max(1_000_000_000).nullable(),
};

export const holdSchema = z.object(holdFields).readonly();
export type Hold = z.infer<typeof holdSchema>;

/** How many rows an import may delete without an approval, if the importer has no hold (section D 10). */
export interface DeletionLimits {
  /** Percentage of the rows that the importer owns; `BULKHEAD_MAX_DELETED_PERCENT`. */
  readonly maxPercent: number;
  /** `BULKHEAD_MAX_DELETED_ROWS`. */
  readonly maxRows: number;
}

/** What an import may change without an approval. Null: any number. */
export interface ChangeLimits extends Hold {
  readonly deletedPercent: number;
  readonly deletedRows: number;
}

export function changeLimits({ maxPercent, maxRows }: DeletionLimits, hold: Hold | null): ChangeLimits {
  return {
    ...{ createdPercent: hold?.createdPercent ?? null, updatedPercent: hold?.updatedPercent ?? null },
    ...{ rows: hold?.rows ?? null, deletedRows: hold?.rows ?? maxRows },
    deletedPercent: hold?.deletedPercent ?? maxPercent,
  };
}

/** Why an import waits for an approval, in words for people. */
export const approvalReasons = {
  EMPTY_FILE: "The file has no rows.",
  REJECTED_ROWS: "Rows of the file were rejected, so rows may be missing that were not left out on purpose.",
  LARGE_SHARE: "A larger share of the importer's rows would go than is allowed unasked.",
  MANY_ROWS: "More rows would go than are allowed unasked.",
  MANY_CREATED: "More rows would be created than are allowed unasked.",
  MANY_UPDATED: "A larger share of the importer's rows would be updated than is allowed unasked.",
  MANY_CHANGES: "More rows would change than are allowed unasked.",
  TOO_FEW_ROWS: "The file has fewer rows than its schedule expects.",
  FILE_SHRANK: "The file has fewer rows than the one before, by more than its schedule allows.",
} as const;

export type ApprovalReason = keyof typeof approvalReasons;

/** What an import presents to the person who may approve it. */
export interface ApprovalQuestion {
  readonly reasons: readonly ApprovalReason[];
  /** How many rows the importer owned. */
  readonly owned: number;
  /**
   * How many rows would be created and updated. Absent in questions of earlier versions, which are about deletions
   * alone.
   */
  readonly created?: number;
  readonly updated?: number;
}

/** How many of the importer's rows would change, and the deadline of the approval (ISO 8601). */
export interface AskedChanges {
  /** Absent in answers of earlier versions, which name deletions alone. */
  readonly created?: number;
  readonly updated?: number;
  readonly deleted: number;
  readonly owned: number;
  readonly until: string;
}

/** The rows of a file, and the changes that it would make. */
interface PlannedChanges {
  readonly rows: number;
  readonly invalid: number;
  readonly owned: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  /** Whether rows are deleted because the file does not name them. Otherwise the file names each deleted row. */
  readonly isSnapshot: boolean;
}

/** Returns why an import's changes need an approval; an empty list if they need none. */
export function reasonsToAsk(planned: PlannedChanges, limits: ChangeLimits): ApprovalReason[] {
  return [...reasonsOfDeletions(planned, limits), ...reasonsOfChanges(planned, limits)];
}

/** Whether a hold limits more than deletions. */
export function looksAtChanges({ createdPercent, updatedPercent, rows }: ChangeLimits): boolean {
  return createdPercent !== null || updatedPercent !== null || rows !== null;
}

/** Returns why created and updated rows need an approval. With upper bounds as counts: whether they could need one. */
export function reasonsOfChanges(
  { owned, created, updated, deleted }: Pick<PlannedChanges, "owned" | "created" | "updated" | "deleted">,
  { createdPercent, updatedPercent, rows }: ChangeLimits,
): ApprovalReason[] {
  return named([
    ["MANY_CREATED", owned > 0 && isBeyond(created, owned, createdPercent)],
    ["MANY_UPDATED", isBeyond(updated, owned, updatedPercent)],
    ["MANY_CHANGES", rows !== null && created + updated + deleted > rows],
  ]);
}

function reasonsOfDeletions(
  { rows, invalid, owned, deleted, isSnapshot }: PlannedChanges,
  { deletedPercent, deletedRows }: ChangeLimits,
): ApprovalReason[] {
  if (deleted === 0) return [];
  return named([
    ["EMPTY_FILE", isSnapshot && rows === 0],
    // These include rows whose id cannot be read.
    ["REJECTED_ROWS", isSnapshot && invalid > 0],
    ["LARGE_SHARE", isBeyond(deleted, owned, deletedPercent)],
    ["MANY_ROWS", deleted > deletedRows],
  ]);
}

function isBeyond(count: number, of: number, mostPercent: number | null): boolean {
  return mostPercent !== null && count * 100 > of * mostPercent;
}

function named(reasons: readonly (readonly [ApprovalReason, boolean])[]): ApprovalReason[] {
  return reasons.flatMap(([reason, holds]) => (holds ? [reason] : []));
}
