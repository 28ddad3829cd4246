import { z } from "zod";
import { issueCodes } from "./issue.js";
import { storableText } from "./storable-text.js";

const mostRows = 10_000;
const mostReplacements = 100;

const issueCode = z.enum(Object.keys(issueCodes) as [keyof typeof issueCodes, ...(keyof typeof issueCodes)[]]);

/** Corrections of a job's rejected rows: cells of single rows, and one value for all rows with the same issue. */
export const correctionsSchema = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        /** The row's physical line, as in its issues. */
        line: z.int().min(1).max(2_147_483_647),
        /** The new texts of cells, by column: a field's name, or the header's name. */
        cells: z.record(z.string(), storableText),
      }),
    )
    .max(mostRows)
    .default([]),
  replace: z
    .array(
      z.strictObject({
        code: issueCode,
        column: storableText,
        /** The value as the issue shows it; null if the cell is empty. */
        from: storableText.nullable(),
        to: storableText,
      }),
    )
    .max(mostReplacements)
    .default([]),
});

export type Corrections = z.infer<typeof correctionsSchema>;
