import { z } from "zod";
import type { ApprovalReason } from "./hold.js";

/** What a schedule expects of its files. A field that is null expects nothing. */
export const expectationFields = {
  /** A file with new bytes arrives at least this often, in hours; otherwise the schedule is late. */
  newFileWithinHours: z.int().min(1).max(8_784).nullable(),
  /** A file with fewer rows waits for an approval. */
  minRows: z.int().min(1).max(1_000_000_000).nullable(),
  /** A file that has more than this percentage fewer rows than the last imported file waits for an approval. */
  maxShrinkPercent: z.int().min(0).max(99).nullable(),
};

export const expectationSchema = z.object(expectationFields).readonly();
export type Expectation = z.infer<typeof expectationSchema>;

/**
 * Returns why a file is too small for its schedule; an empty list if it is not. `before`: the rows of the last file,
 * null if there is none.
 */
export function shortfallOf(
  { minRows, maxShrinkPercent }: Expectation,
  { rows, before }: { readonly rows: number; readonly before: number | null },
): ApprovalReason[] {
  const isShort = minRows !== null && rows < minRows;
  const isShrunk = maxShrinkPercent !== null && before !== null && rows * 100 < before * (100 - maxShrinkPercent);
  return [...(isShort ? (["TOO_FEW_ROWS"] as const) : []), ...(isShrunk ? (["FILE_SHRANK"] as const) : [])];
}
