import { z } from "zod";

/** How a file was packed, and what was read of it. */
export const detectedFileSchema = z.object({
  /** `charset`: text in another encoding than those that are read as they are. */
  packing: z.enum(["gzip", "zip", "xlsx", "charset"]),
  /** The file in the archive that was read. */
  member: z.string().nullable(),
  /** The sheet of the workbook that was read, and all that it has. */
  sheet: z.string().nullable(),
  sheets: z.array(z.string()),
  charset: z.string().nullable(),
  /** How many numbers were read as dates or times, because a format shows them so. */
  dates: z.int(),
  /** How many formulas have no value in the file. */
  formulas: z.int(),
  /** The bytes that the rows were read from. */
  size: z.int(),
  contentType: z.string(),
});

export type DetectedFile = z.infer<typeof detectedFileSchema>;
