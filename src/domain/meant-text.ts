import type { Field } from "./field.js";

/**
 * Returns the text of a cell or a property as a field reads it: trimmed, except in fields that keep spaces (free text).
 * Null if nothing is left, and for a required field if there is only white space.
 */
export function meantText(
  { keepsSpaces, required }: Pick<Field, "keepsSpaces" | "required">,
  text: string,
): string | null {
  const trimmed = text.trim();
  if (trimmed === "" && (required || !keepsSpaces || text === "")) return null;
  return keepsSpaces ? text : trimmed;
}
