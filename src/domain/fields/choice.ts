import { defineField, Fault } from "../field.js";
import { knownWords } from "../plain/known-words.js";

/** A word from a closed list, spelled exactly. */
export function choice<const Choice extends string>(choices: readonly [Choice, ...Choice[]]) {
  const known = new Map<string, Choice>(choices.map((word) => [word, word]));
  const unknown = new Fault(
    "UNKNOWN_CHOICE",
    "Not one of the values that the column allows.",
    `Use one of: ${choices.join(", ")}.`,
  );
  return defineField<Choice, Choice>({
    columnType: "text",
    schema: { type: "string", enum: choices },
    example: choices[0],
    parse: (cell) => known.get(cell) ?? unknown,
    toText: (value) => value,
    plain: knownWords((cell) => known.has(cell)),
  });
}
