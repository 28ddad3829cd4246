/** Beyond these a snapshot's deletions wait for an approval (section D 10). */
export interface DeletionGuard {
  /** Of the rows that the importer owns; `BULKHEAD_MAX_DELETED_PERCENT`. */
  readonly maxPercent: number;
  /** `BULKHEAD_MAX_DELETED_ROWS`. */
  readonly maxRows: number;
}

/** Why deletions wait, in words for people. */
export const approvalReasons = {
  EMPTY_FILE: "The file has no rows.",
  REJECTED_ROWS: "Rows of the file were rejected, so nobody can say that what is missing was left out on purpose.",
  LARGE_SHARE: "A larger share of the importer's rows would go than is allowed unasked.",
  MANY_ROWS: "More rows would go than are allowed unasked.",
} as const;

export type ApprovalReason = keyof typeof approvalReasons;

/** What a person who may approve is asked. */
export interface ApprovalQuestion {
  readonly reasons: readonly ApprovalReason[];
  /** How many rows the importer owned. */
  readonly owned: number;
}

/** What is asked: how many of the importer's rows would go, and until when it may be answered (ISO 8601). */
export interface AskedDeletions {
  readonly deleted: number;
  readonly owned: number;
  readonly until: string;
}

/** The rows of a file, and those that it would delete. */
export interface DeletionCounts {
  readonly rows: number;
  readonly invalid: number;
  readonly owned: number;
  readonly deleted: number;
  /** Whether rows go because the file does not name them; otherwise each is named. */
  readonly isSnapshot: boolean;
}

/** Why an import's deletions have to be approved; nothing where they have not. */
export function reasonsToAsk(
  { rows, invalid, owned, deleted, isSnapshot }: DeletionCounts,
  guard: DeletionGuard,
): ApprovalReason[] {
  if (deleted === 0) return [];
  const reasons: readonly [ApprovalReason, boolean][] = [
    ["EMPTY_FILE", isSnapshot && rows === 0],
    // A row whose id cannot be read is among them.
    ["REJECTED_ROWS", isSnapshot && invalid > 0],
    ["LARGE_SHARE", deleted * 100 > owned * guard.maxPercent],
    ["MANY_ROWS", deleted > guard.maxRows],
  ];
  return reasons.flatMap(([reason, holds]) => (holds ? [reason] : []));
}
