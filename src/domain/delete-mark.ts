import type { Fault } from "./field.js";
import { boolean } from "./fields/boolean.js";

/** The column or property that marks a row for deletion. */
export const deleteMark = "_delete";

const mark = boolean();

/** Whether the text of a row's mark says to delete the row. An empty text means no. */
export function isMarked(text: string): boolean | Fault {
  const trimmed = text.trim();
  return trimmed === "" ? false : (mark.parse(trimmed) ?? false);
}
