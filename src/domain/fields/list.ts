import { z } from "zod";
import { defineField, Fault, type JsonSchema, type Reference } from "../field.js";
import { longestKey } from "./key.js";
import { longId } from "./reference.js";
import { isLonger } from "./text.js";

const longestItem = 255;

/** `;`-separated words; surrounding spaces and empty entries are dropped. */
export function tags({ example = "leadership;compliance" }: { example?: string } = {}) {
  const tooLong = new Fault(
    "TOO_LONG",
    `Each entry may have at most ${longestItem} characters.`,
    "Separate the entries with a semicolon.",
  );
  return list({
    item: { type: "string", minLength: 1, maxLength: longestItem },
    example,
    fault: (entry) => (isLonger(entry, longestItem) ? tooLong : null),
  });
}

/** `;`-separated ids of rows of another entity; the global validation warns of those that are not stored. */
export function references(entity: string, { example }: { example: string }) {
  return list({
    item: { type: "string", minLength: 1, maxLength: longestKey, description: `id of a ${entity}` },
    example,
    reference: { entity, onMissing: "warn" },
    fault: (entry) => (isLonger(entry, longestKey) ? longId : null),
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

interface ListCore {
  readonly item: JsonSchema;
  readonly example: string;
  readonly reference?: Reference;
  fault(entry: string): Fault | null;
}

function list({ item, example, reference, fault }: ListCore) {
  return defineField<readonly string[], string[]>({
    columnType: "text[]",
    schema: { type: "array", items: item },
    example,
    parse: (cell) => parseItems(cell.split(";")),
    parseItems,
    toText: arrayLiteral,
    ...(reference ? { reference } : {}),
  });

  function parseItems(items: readonly string[]): readonly string[] | Fault {
    const entries: string[] = [];
    for (const part of items) {
      const entry = part.trim();
      if (entry === "") continue;
      const found = fault(entry);
      if (found) return found;
      entries.push(entry);
    }
    return entries;
  }
}

/** A Postgres array literal of texts. */
function arrayLiteral(entries: readonly string[]): string {
  return `{${entries.map((entry) => `"${entry.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}
