import { z } from "zod";
import { isStorable } from "./list-value.js";

const refused = "has characters that are not allowed";

/** Text that Postgres can store. Of what it refuses, a pattern in the OpenAPI document can express only NUL. */
export const storableText = z
  .string()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what the pattern is about
  .regex(/^[^\u0000]*$/, refused)
  .refine(isStorable, refused);
