import { z } from "zod";
import { isStorable } from "./list-value.js";

const refused = "has characters that are not allowed";

/** Text that Postgres can keep. The pattern says so in the OpenAPI document, as far as a pattern can: NUL. */
export const storableText = z
  .string()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what the pattern is about
  .regex(/^[^\u0000]*$/, refused)
  .refine(isStorable, refused);
