import type { Issue } from "./issue.js";

/**
 * How many values were taken without characters that make no difference to them, and where the first of them stands.
 */
export interface AlteredValues {
  readonly count: number;
  readonly first: { readonly line: number; readonly column: string } | null;
}

export const noneAltered: AlteredValues = { count: 0, first: null };

/** Those of one part of a file and of a later one together. */
export function addAltered(sum: AlteredValues, later: AlteredValues): AlteredValues {
  return later.count === 0 ? sum : { count: sum.count + later.count, first: sum.first ?? later.first };
}

/** The warning about them; none where there are none. */
export function alteredWarnings({ count, first }: AlteredValues): Issue[] {
  if (first === null) return [];
  const message = `Values were taken without characters that make no difference, such as white space around them: ${count}; the first is on line ${first.line}, in ${first.column}.`;
  const hint = "Nothing has to be done; only rows that were read are counted, not those that have not changed.";
  return [{ ...first, code: "LEFT_OUT", severity: "warning", value: null, message, hint }];
}
