import { z } from "zod";
import { defineField, Fault, type JsonSchema, type Reference } from "../field.js";
import { digits, letters, type PlainCheck, plainAscii, plainLength, plainList } from "../plain/plain-cell.js";
import { isPlainId, longestId, readId, warningAboutId } from "./row-id.js";
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
    read: (entry) => (isLonger(entry.trim(), longestItem) ? tooLong : entry.trim()),
    plain: plainLength(longestItem),
  });
}

/** `;`-separated ids of rows of another entity. The global validation warns of ids that are not stored. */
export function references(entity: string, { example }: { example: string }) {
  return list({
    item: { type: "string", minLength: 1, maxLength: longestId, description: `id of a ${entity}` },
    example,
    reference: { entity, onMissing: "warn" },
    read: readId,
    warning: warningAboutId,
    plain: isPlainId,
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
    read(entry) {
      const address = withoutMarksAround(entry);
      if (address === "") return null;
      return isLonger(address, longestItem) || !z.regexes.email.test(asciiAddress(address)) ? invalid : address;
    },
    plain: isPlainEmail,
  });
}

/** Returns an address with its domain converted to ASCII (as in DNS); unchanged if that is not possible. */
function asciiAddress(address: string): string {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1);
  if (at === -1 || !/\P{ASCII}/u.test(domain) || !/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return address;
  try {
    return `${address.slice(0, at)}@${new URL(`http://${domain}`).hostname}`;
  } catch {
    return address;
  }
}

/** Removes marks of direction and other invisible characters around an entry: they are often pasted with an address. */
function withoutMarksAround(entry: string): string {
  // Uses a loop: a regular expression that ends in a run would search again from each of the run's characters.
  let [start, end] = [0, entry.length];
  while (start < end && isMark.test(entry.charAt(start))) start++;
  while (end > start && isMark.test(entry.charAt(end - 1))) end--;
  return entry.slice(start, end);
}

const isMark = /^[\p{Cf}\s]$/u;

const isLocalPart = plainAscii(`${letters}${digits}_-`);
const isDomain = plainAscii(`${letters}${digits}-`);
const isTopLevel = plainAscii(letters);
const AT = 0x40;
const DOT = 0x2e;
const HYPHEN = 0x2d;

/**
 * Whether the bytes are a plain address: words of letters, digits, hyphens and underscores between single dots, at a
 * domain of two words or more.
 */
function isPlainEmail(bytes: Uint8Array, start: number, end: number): boolean {
  const at = bytes.indexOf(AT, start);
  if (at === -1 || at >= end || end - start > longestItem) return false;
  for (let from = start; from <= at; ) {
    const to = Math.min(at, indexOrEnd(bytes, DOT, from, at));
    if (to === from || !isLocalPart(bytes, from, to)) return false;
    from = to + 1;
  }
  let words = 0;
  for (let from = at + 1; from <= end; words++) {
    const to = indexOrEnd(bytes, DOT, from, end);
    if (to === from || bytes[from] === HYPHEN || !isDomain(bytes, from, to)) return false;
    if (to === end && (to - from < 2 || !isTopLevel(bytes, from, to))) return false;
    from = to + 1;
  }
  return words > 1;
}

function indexOrEnd(bytes: Uint8Array, byte: number, from: number, end: number): number {
  for (let at = from; at < end; at++) if (bytes[at] === byte) return at;
  return end;
}

interface ListCore {
  readonly item: JsonSchema;
  readonly example: string;
  readonly reference?: Reference;
  /** Parses an entry; null or empty if there is none. */
  read(entry: string): string | null | Fault;
  readonly warning?: (text: string) => Fault | null;
  readonly plain: PlainCheck;
}

function list({ item, example, reference, read, warning, plain }: ListCore) {
  return defineField<readonly string[], string[]>({
    columnType: "text[]",
    schema: { type: "array", items: item },
    example,
    parse: (cell) => parseItems(cell.split(";")),
    parseItems,
    toText: arrayLiteral,
    plain: plainList(plain),
    ...(reference ? { reference } : {}),
    ...(warning ? { warning } : {}),
  });

  /** Parses the entries; null if no entry is left. */
  function parseItems(items: readonly string[]): readonly string[] | null | Fault {
    const entries: string[] = [];
    for (const part of items) {
      const entry = read(part);
      if (entry instanceof Fault) return entry;
      if (entry) entries.push(entry);
    }
    return entries.length > 0 ? entries : null;
  }
}

/** Returns a Postgres array literal of texts. */
function arrayLiteral(entries: readonly string[]): string {
  return `{${entries.map((entry) => `"${entry.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}
