import { defineField, Fault } from "../field.js";

const longest = 2_048;
const invalid = new Fault(
  "INVALID_URL",
  "This is not an absolute https URL.",
  "Write it in full, like https://meet.example.com/room.",
);

/** An absolute https URL. */
export function httpsUrl() {
  return defineField<string, string>({
    columnType: "text",
    schema: { type: "string", format: "uri", pattern: "^https://", maxLength: longest },
    example: "https://meet.example.com/room",
    parse: (cell) =>
      cell.length <= longest && /^https:\/\/[^\s\p{Cc}]+$/iu.test(cell) && URL.canParse(cell) ? cell : invalid,
    toText: (value) => value,
  });
}
