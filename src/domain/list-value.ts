import { Fault, type Field } from "./field.js";
import { meantText } from "./meant-text.js";

const wrongType = (wanted: string) =>
  new Fault("INVALID_TYPE", `Not ${wanted}.`, "Compare the value with the entity's schema.");
const notText = wrongType("text");
const notItems = wrongType("a list of texts");
const notObject = wrongType("an object");
const notBoolean = wrongType("true or false");
const notNumber = wrongType("a number");
const unstorable = new Fault(
  "INVALID_TEXT",
  "The text holds a NUL character or half of a surrogate pair.",
  "Correct the text; such characters come from a broken export.",
);

/**
 * Returns a property of a JSON object or an XML element in Postgres's text form; null if it has no value (null,
 * omitted, empty text, empty list), or the fault. Texts are parsed like CSV cells, so `"20"` is a number.
 */
export function readListValue(field: Field, value: unknown): string | null | Fault {
  const parsed = parseListValue(field, value);
  return parsed === null || parsed instanceof Fault ? parsed : field.toText(parsed);
}

/** Returns the property as the field's own value, for people. */
export function parseListValue(field: Field, value: unknown): unknown {
  if (value === null || value === undefined || value === "") return null;
  if (field.parseItems) return Array.isArray(value) ? readItems(field.parseItems, value) : notItems;
  if (field.columnType === "jsonb") return typeof value === "object" ? field.parse(JSON.stringify(value)) : notObject;
  if (typeof value === "string") return isStorable(value) ? readText(field, value) : unstorable;
  if (field.columnType === "integer") return typeof value === "number" ? field.parse(String(value)) : notNumber;
  if (field.columnType === "boolean") return typeof value === "boolean" ? field.parse(String(value)) : notBoolean;
  return notText;
}

/** Whether Postgres can store a text: it refuses NUL, and half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/**
 * Returns a text that Postgres can store, for messages and issues. Replaces what Postgres refuses with a replacement
 * character.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}

function readText(field: Field, text: string): unknown {
  const meant = meantText(field, text);
  return meant === null ? null : field.parse(meant);
}

function readItems(parseItems: NonNullable<Field["parseItems"]>, items: readonly unknown[]): unknown {
  const texts: string[] = [];
  for (const item of items) {
    if (typeof item !== "string") return notItems;
    if (!isStorable(item)) return unstorable;
    texts.push(item);
  }
  return parseItems(texts);
}
