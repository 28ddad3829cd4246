import type { Issue } from "./issue.js";

/**
 * How many values were read without characters that make no difference to them, and the place of the first such value.
 */
export interface AlteredValues {
  readonly count: number;
  readonly first: { readonly line: number; readonly column: string } | null;
}

export const noneAltered: AlteredValues = { count: 0, first: null };

/** Adds the altered values of a later part of a file to those of the earlier parts. */
export function addAltered(sum: AlteredValues, later: AlteredValues): AlteredValues {
  return later.count === 0 ? sum : { count: sum.count + later.count, first: sum.first ?? later.first };
}

/** Returns the warning about altered values; an empty list if there are none. */
export function alteredWarnings({ count, first }: AlteredValues): Issue[] {
  if (first === null) return [];
  const message = `Values were taken without characters that make no difference, such as white space around them: ${count}; the first is on line ${first.line}, in ${first.column}.`;
  const hint = "Nothing has to be done; only rows that were read are counted, not those that have not changed.";
  return [{ ...first, code: "LEFT_OUT", severity: "warning", value: null, message, hint }];
}
