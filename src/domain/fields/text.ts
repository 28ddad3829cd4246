import { defineField, Fault } from "../field.js";

/** Columns without a limit of their own in the contract end here; far above any real text, far below a file. */
const longestText = 100_000;

/** Any text up to `max` characters. */
export function text({ max = longestText, example = "text" }: { max?: number; example?: string } = {}) {
  const tooLong = new Fault("TOO_LONG", `At most ${max} characters are allowed.`, "Shorten the value.");
  return defineField<string, string>({
    columnType: "text",
    schema: { type: "string", minLength: 1, maxLength: max },
    example,
    parse: (cell) => (cell.length > max ? tooLong : cell),
    toText: (value) => value,
  });
}
