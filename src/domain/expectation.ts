import { z } from "zod";
import type { ApprovalReason } from "./hold.js";

/** What a schedule expects of its files; null: nothing. */
export const expectationFields = {
  /** A file whose bytes are new comes at least so often, or the schedule is late. */
  newFileWithinHours: z.int().min(1).max(8_784).nullable(),
  /** A file with fewer rows waits for an approval. */
  minRows: z.int().min(1).max(1_000_000_000).nullable(),
  /** So does one with fewer rows than the last one imported, by more than this. */
  maxShrinkPercent: z.int().min(0).max(99).nullable(),
};

export const expectationSchema = z.object(expectationFields).readonly();
export type Expectation = z.infer<typeof expectationSchema>;

/**
 * Why a file is too small for its schedule; nothing where it is not. `before`: rows of the last file, null: there is
 * none.
 */
export function shortfallOf(
  { minRows, maxShrinkPercent }: Expectation,
  { rows, before }: { readonly rows: number; readonly before: number | null },
): ApprovalReason[] {
  const isShort = minRows !== null && rows < minRows;
  const isShrunk = maxShrinkPercent !== null && before !== null && rows * 100 < before * (100 - maxShrinkPercent);
  return [...(isShort ? (["TOO_FEW_ROWS"] as const) : []), ...(isShrunk ? (["FILE_SHRANK"] as const) : [])];
}
