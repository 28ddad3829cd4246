import { z } from "zod";
import { issueCodes } from "./issue.js";
import { isStorable } from "./list-value.js";

const mostRows = 10_000;
const mostReplacements = 100;

/** What no database keeps is refused; the pattern says so in the OpenAPI document, as far as a pattern can. */
const text = z
  .string()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what the pattern is about
  .regex(/^[^\u0000]*$/, "has characters that are not allowed")
  .refine(isStorable, "has characters that are not allowed");

const issueCode = z.enum(Object.keys(issueCodes) as [keyof typeof issueCodes, ...(keyof typeof issueCodes)[]]);

/** What is to be corrected in a job's rejected rows: cells of single rows, and one value for all rows with the same issue. */
export const correctionsSchema = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        /** The row's physical line, as its issues say. */
        line: z.int().min(1).max(2_147_483_647),
        /** The new text of a cell by its column: a field's name, or the header's own. */
        cells: z.record(z.string(), text),
      }),
    )
    .max(mostRows)
    .default([]),
  replace: z
    .array(
      z.strictObject({
        code: issueCode,
        column: text,
        /** The issue's value, as it shows it; null where the cell is empty. */
        from: text.nullable(),
        to: text,
      }),
    )
    .max(mostReplacements)
    .default([]),
});

export type Corrections = z.infer<typeof correctionsSchema>;
