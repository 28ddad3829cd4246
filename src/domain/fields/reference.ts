import { defineField, Fault } from "../field.js";
import { longestKey } from "./key.js";
import { isLonger } from "./text.js";

const tooLong = new Fault("TOO_LONG", `An id has at most ${longestKey} characters.`, "Check the id.");

/** The id of a row of another entity, which must be stored; a row that refers to nothing is rejected. */
export function reference(entity: string, { example }: { example: string }) {
  return defineField<string, string>({
    columnType: "text",
    schema: { type: "string", minLength: 1, maxLength: longestKey, description: `id of a ${entity}` },
    example,
    reference: { entity, onMissing: "reject" },
    parse: (cell) => (isLonger(cell, longestKey) ? tooLong : cell),
    toText: (value) => value,
  });
}
