import { parsedUrl } from "../address.js";
import { defineField, Fault } from "../field.js";
import { knownWords } from "../plain/known-words.js";

const longest = 2_048;
const afterScheme = "https://".length;
const SLASH = 0x2f;
const invalid = new Fault(
  "INVALID_URL",
  "Not an absolute https URL.",
  "Write it in full, like https://meet.example.com/room.",
);

/** An absolute https URL. */
export function httpsUrl() {
  const isOrigin = knownWords((origin) => /^https:\/\/[a-z0-9.-]+\/$/.test(origin) && parsedUrl(origin) !== null);
  return defineField<string, string>({
    columnType: "text",
    schema: { type: "string", format: "uri", pattern: "^https://", maxLength: longest },
    example: "https://meet.example.com/room",
    parse: (cell) =>
      cell.length <= longest && /^https:\/\/[^\s\p{Cc}]+$/iu.test(cell) && parsedUrl(cell) !== null ? cell : invalid,
    toText: (value) => value,
    // After a valid origin, any path of printable ASCII characters makes a valid URL.
    plain: (bytes, start, end) => {
      const slash = bytes.indexOf(SLASH, start + afterScheme);
      if (slash === -1 || slash >= end || end - start > longest) return false;
      for (let at = slash; at < end; at++) {
        const byte = bytes[at] ?? 0;
        if (byte <= 0x20 || byte >= 0x7f) return false;
      }
      return isOrigin(bytes, start, slash + 1);
    },
  });
}
