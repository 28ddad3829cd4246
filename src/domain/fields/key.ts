import { defineField } from "../field.js";
import { isPlainId, longestId, readId, warningAboutId } from "./row-id.js";

/** The row's key in the source system: unique in a file, and with tenant and entity the natural key of a stored row. */
export function key({ example }: { example: string }) {
  return defineField<string, string>({
    columnType: "text",
    schema: { type: "string", minLength: 1, maxLength: longestId },
    example,
    parse: readId,
    toText: (value) => value,
    plain: isPlainId,
    warning: warningAboutId,
  });
}
