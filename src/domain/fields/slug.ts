import { createHash } from "node:crypto";
import slugify from "@sindresorhus/slugify";
import { defineField, Fault } from "../field.js";
import { digits, plainAscii } from "../plain-cell.js";

const longest = 255;
const longestTitlePart = 200;
const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const hasSlugLetters = plainAscii(`abcdefghijklmnopqrstuvwxyz${digits}-`);
const invalid = new Fault(
  "INVALID_SLUG",
  `A slug has 1 to ${longest} lower-case letters a to z, digits and hyphens.`,
  "Correct it, or leave the cell empty to have one made from the title.",
);

/** The part of an address that names the row; unique per tenant and entity, made from the title when left empty. */
export function slug() {
  const field = defineField<string, string>({
    columnType: "text",
    schema: { type: "string", pattern: "^[a-z0-9-]+$", maxLength: longest },
    example: "leadership-in-practice",
    parse: (cell) => (cell.length <= longest && /^[a-z0-9-]+$/.test(cell) ? cell : invalid),
    toText: (value) => value,
    plain: (bytes, start, end) => end - start <= longest && hasSlugLetters(bytes, start, end),
  });
  return { ...field, required: false };
}

const mostWords = 10_000;
const slugsOfWords = new Map<string, string>();

/**
 * What the library makes of a text, word by word: words repeat over a file, and the library takes longer for a title
 * than the rest of its row does. A property test holds the two equal.
 */
export function slugOf(text: string): string {
  let slug = "";
  for (const word of text.split(" ")) {
    const part = /^[a-z0-9]*$/.test(word) ? word : slugOfWord(word);
    if (part !== "") slug += slug === "" ? part : `-${part}`;
  }
  return slug;
}

function slugOfWord(word: string): string {
  let slug = slugsOfWords.get(word);
  if (slug === undefined) {
    slug = slugify(word);
    if (slugsOfWords.size < mostWords) slugsOfWords.set(word, slug);
  }
  return slug;
}

/** The slug of a new row that brings none: its title, and ten base32 characters of sha256(id) (contract A). */
export function generatedSlug(title: string, id: string): string {
  const start = slugOf(title.slice(0, longestTitlePart)).slice(0, longestTitlePart);
  const digest = createHash("sha256").update(id, "utf8").digest();
  let bits = 0n;
  for (const byte of digest.subarray(0, 7)) bits = (bits << 8n) | BigInt(byte);
  bits >>= 6n; // 56 bits read, 50 wanted: ten groups of five
  let suffix = "";
  for (let group = 45n; group >= 0n; group -= 5n) suffix += alphabet[Number((bits >> group) & 31n)];
  return start === "" ? suffix : `${start}-${suffix}`;
}
