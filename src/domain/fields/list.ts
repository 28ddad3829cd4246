import { z } from "zod";
import { defineField, Fault, type JsonSchema } from "../field.js";
import { isLonger } from "./text.js";

const longestItem = 255;

/** `;`-separated words; surrounding spaces and empty entries are dropped. */
export function tags() {
  const tooLong = new Fault(
    "TOO_LONG",
    `Each entry may have at most ${longestItem} characters.`,
    "Separate the entries with a semicolon.",
  );
  return list({
    item: { type: "string", minLength: 1, maxLength: longestItem },
    example: "leadership;compliance",
    fault: (entry) => (isLonger(entry, longestItem) ? tooLong : null),
  });
}

/** `;`-separated e-mail addresses. */
export function emails() {
  const invalid = new Fault(
    "INVALID_EMAIL",
    "An entry is not an e-mail address.",
    "Write addresses like ada@example.com, several separated by a semicolon.",
  );
  return list({
    item: { type: "string", format: "email", maxLength: longestItem },
    example: "ada@example.com;alan@example.com",
    fault: (entry) => (isLonger(entry, longestItem) || !z.regexes.email.test(entry) ? invalid : null),
  });
}

function list({ item, example, fault }: { item: JsonSchema; example: string; fault(entry: string): Fault | null }) {
  return defineField<readonly string[], string[]>({
    columnType: "text[]",
    schema: { type: "array", items: item },
    example,
    parse: (cell) => {
      const entries: string[] = [];
      for (const part of cell.split(";")) {
        const entry = part.trim();
        if (entry === "") continue;
        const found = fault(entry);
        if (found) return found;
        entries.push(entry);
      }
      return entries;
    },
    toText: arrayLiteral,
  });
}

/** A Postgres array literal of texts. */
function arrayLiteral(entries: readonly string[]): string {
  return `{${entries.map((entry) => `"${entry.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}
