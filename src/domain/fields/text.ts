import { defineField, Fault } from "../field.js";
import { plainLength } from "../plain/plain-cell.js";

/** The limit of columns without one in the contract: far above any real text, far below a file. */
const longestText = 100_000;

/** Whether a text has more than `max` characters, counted as code points, as JSON Schema does. */
export function isLonger(text: string, max: number): boolean {
  if (text.length <= max || text.length > 2 * max) return text.length > max;
  let count = 0;
  for (const _ of text) count++;
  return count > max;
}

/** Any text up to `max` characters. */
export function text({ max = longestText, example = "text" }: { max?: number; example?: string } = {}) {
  const tooLong = new Fault("TOO_LONG", `At most ${max} characters are allowed.`, "Shorten the value.");
  return defineField<string, string>({
    columnType: "text",
    keepsSpaces: true,
    schema: { type: "string", minLength: 1, maxLength: max },
    example,
    parse: (cell) => (isLonger(cell, max) ? tooLong : cell),
    toText: (value) => value,
    plain: plainLength(max),
  });
}
