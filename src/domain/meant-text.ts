import type { Field } from "./field.js";

/**
 * What the text of a cell or a property means to a field: white space around it counts in free text and in ids alone.
 * Null where nothing is left, and for a required field where there is only white space.
 */
export function meantText(
  { keepsSpaces, required }: Pick<Field, "keepsSpaces" | "required">,
  text: string,
): string | null {
  const trimmed = text.trim();
  if (trimmed === "" && (required || !keepsSpaces || text === "")) return null;
  return keepsSpaces ? text : trimmed;
}
