import { z } from "zod";

const percent = z.int().min(0).max(1_000).nullable();

/** Beyond these an importer's file waits for an approval, in any mode; null: as much as it likes. */
export const holdFields = {
  /** Of the rows that the importer owns; a first file creates as many as it likes. */
  createdPercent: percent,
  updatedPercent: percent,
  /** In place of `BULKHEAD_MAX_DELETED_PERCENT`. */
  deletedPercent: z.int().min(0).max(100).nullable(),
  /** Rows that are created, updated and deleted together; also in place of `BULKHEAD_MAX_DELETED_ROWS`. */
  rows: z.int().min(0).max(1_000_000_000).nullable(),
};

export const holdSchema = z.object(holdFields).readonly();
export type Hold = z.infer<typeof holdSchema>;

/** Up to these rows are deleted unasked where an importer has no hold (section D 10). */
export interface DeletionLimits {
  /** Of the rows that the importer owns; `BULKHEAD_MAX_DELETED_PERCENT`. */
  readonly maxPercent: number;
  /** `BULKHEAD_MAX_DELETED_ROWS`. */
  readonly maxRows: number;
}

/** What an import may change unasked; null: any number. */
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

/** What a person who may approve is asked. */
export interface ApprovalQuestion {
  readonly reasons: readonly ApprovalReason[];
  /** How many rows the importer owned. */
  readonly owned: number;
  /** How many rows would be created and updated. Questions of earlier versions are about deletions alone. */
  readonly created?: number;
  readonly updated?: number;
}

/** What is asked: how many of the importer's rows would change, and until when it may be answered (ISO 8601). */
export interface AskedChanges {
  /** Answers of earlier versions name deletions alone. */
  readonly created?: number;
  readonly updated?: number;
  readonly deleted: number;
  readonly owned: number;
  readonly until: string;
}

/** The rows of a file, and those that it would change. */
interface PlannedChanges {
  readonly rows: number;
  readonly invalid: number;
  readonly owned: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  /** Whether rows go because the file does not name them; otherwise each is named. */
  readonly isSnapshot: boolean;
}

/** Why an import's changes have to be approved; nothing where they have not. */
export function reasonsToAsk(planned: PlannedChanges, limits: ChangeLimits): ApprovalReason[] {
  return [...reasonsOfDeletions(planned, limits), ...reasonsOfChanges(planned, limits)];
}

/** Whether a hold looks at more than deletions. */
export function looksAtChanges({ createdPercent, updatedPercent, rows }: ChangeLimits): boolean {
  return createdPercent !== null || updatedPercent !== null || rows !== null;
}

/** What is asked about rows that come or change; also whether it could be, by the most that may. */
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
    // A row whose id cannot be read is among them.
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
