import { defineField, Fault, type Reference } from "../field.js";
import { plainLength } from "../plain/plain-cell.js";
import { longestKey } from "./key.js";
import { isLonger } from "./text.js";

export const longId = new Fault("TOO_LONG", `An id has at most ${longestKey} characters.`, "Check the id.");

interface ReferenceOptions {
  readonly example: string;
  readonly onMissing?: Reference["onMissing"];
}

/** The id of a row of another entity; a row that refers to nothing is rejected, unless a warning is enough. */
export function reference(entity: string, { example, onMissing = "reject" }: ReferenceOptions) {
  return defineField<string, string>({
    columnType: "text",
    keepsSpaces: true,
    schema: { type: "string", minLength: 1, maxLength: longestKey, description: `id of a ${entity}` },
    example,
    reference: { entity, onMissing },
    parse: (cell) => (isLonger(cell, longestKey) ? longId : cell),
    toText: (value) => value,
    plain: plainLength(longestKey),
  });
}
