import { z } from "zod";
import type { Issue } from "./issue.js";

/** How a file was packed, and what was read from it. */
export const detectedFileSchema = z.object({
  /** `charset`: text in an encoding that the readers of plain files do not read. */
  packing: z.enum(["gzip", "zip", "xlsx", "charset"]),
  /** The file in the archive that was read. */
  member: z.string().nullable(),
  /** The sheet of the workbook that was read, and the names of all its sheets. */
  sheet: z.string().nullable(),
  sheets: z.array(z.string()),
  charset: z.string().nullable(),
  /** How many numbers were read as dates or times, because of their cells' formats. */
  dates: z.int(),
  /** How many formulas have no value in the file, or an error such as `#N/A`. */
  formulas: z.int(),
  /** The number of plain bytes that the rows were read from. */
  size: z.int(),
  contentType: z.string(),
});

export type DetectedFile = z.infer<typeof detectedFileSchema>;

/** Returns the warning about formulas without a value; an empty list if there are none. */
export function formulaWarnings(detected: DetectedFile | null): Issue[] {
  if (detected === null || detected.formulas === 0) return [];
  const message = `Formulas of the workbook have no value in the file, or an error, and were read as empty cells: ${detected.formulas}.`;
  const hint = "Open the workbook in a spreadsheet, mend errors such as #N/A, save it, and upload it again.";
  return [{ line: 1, column: null, code: "SPREADSHEET_FORMULA", severity: "warning", value: null, message, hint }];
}
