import { z } from "zod";
import { issueCodes } from "./issue.js";
import { storableText } from "./storable-text.js";

const mostRows = 10_000;
const mostReplacements = 100;

const issueCode = z.enum(Object.keys(issueCodes) as [keyof typeof issueCodes, ...(keyof typeof issueCodes)[]]);

/**
 * What is to be corrected in a job's rejected rows: cells of single rows, and one value for all rows with the same
 * issue.
 */
export const correctionsSchema = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        /** The row's physical line, as its issues say. */
        line: z.int().min(1).max(2_147_483_647),
        /** The new text of a cell by its column: a field's name, or the header's own. */
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
        /** The issue's value, as it shows it; null where the cell is empty. */
        from: storableText.nullable(),
        to: storableText,
      }),
    )
    .max(mostReplacements)
    .default([]),
});

export type Corrections = z.infer<typeof correctionsSchema>;
