import { hash } from "node:crypto";
import slugify from "@sindresorhus/slugify";
import { defineField, Fault } from "../field.js";
import { digits, plainAscii } from "../plain/plain-cell.js";

const longest = 255;
const longestTitlePart = 200;
const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const hasSlugLetters = plainAscii(`abcdefghijklmnopqrstuvwxyz${digits}-`);
const invalid = new Fault(
  "INVALID_SLUG",
  `A slug has 1 to ${longest} lower-case letters a to z, digits and hyphens.`,
  "Correct it, or leave the cell empty to have one made from the title.",
);

/** The part of an address that names the row: unique per tenant and entity, generated from the title if empty. */
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
 * Returns the library's slug of a text, word by word with a cache. Words repeat over a file, and the library takes
 * longer for a title than the rest of the row's check takes. A property test checks that both give the same result.
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

/** Returns the slug of a new row without one: its title, and ten base32 characters of sha256(id) (contract A). */
export function generatedSlug(title: string, id: string): string {
  const start = slugOf(title.slice(0, longestTitlePart)).slice(0, longestTitlePart);
  const digest = hash("sha256", id, "hex");
  const suffix = base32(digest, 0) + base32(digest, 25);
  return start === "" ? suffix : `${start}-${suffix}`;
}

/** Returns five letters for 25 bits of a hexadecimal number, starting at bit `from`. */
function base32(digits: string, from: number): string {
  const first = from >> 2;
  const word = Number.parseInt(digits.slice(first, first + 7), 16) >>> (3 - (from & 3));
  let letters = "";
  for (let shift = 20; shift >= 0; shift -= 5) letters += alphabet[(word >>> shift) & 31];
  return letters;
}
