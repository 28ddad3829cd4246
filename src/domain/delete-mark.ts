import type { Fault } from "./field.js";
import { boolean } from "./fields/boolean.js";

/** The column or property that says of a row whether its key goes. */
export const deleteMark = "_delete";

const mark = boolean();

/** Whether a row is to go, by the text of its mark; an empty one is a no. */
export function isMarked(text: string): boolean | Fault {
  const trimmed = text.trim();
  return trimmed === "" ? false : (mark.parse(trimmed) ?? false);
}
