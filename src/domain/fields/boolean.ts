import { defineField, Fault } from "../field.js";
import { knownWords } from "../plain/known-words.js";

const meanings = new Map([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["0", false],
]);
const unknown = new Fault("INVALID_BOOLEAN", "Not a yes or a no.", "Use true, false, yes, no, 1 or 0.");

/** True or false, in any of the six spellings and in any case: spreadsheets write TRUE. */
export function boolean() {
  return defineField<boolean, boolean>({
    columnType: "boolean",
    schema: { type: "boolean" },
    example: "false",
    parse: (cell) => meanings.get(cell.toLowerCase()) ?? unknown,
    toText: String,
    // Postgres reads the six spellings as well, in any case.
    plain: knownWords((cell) => meanings.has(cell.toLowerCase())),
  });
}
