import slugify from "@sindresorhus/slugify";
import fc from "fast-check";
import { expect, test } from "vitest";
import { slugOf } from "../../src/domain/fields/slug.js";

const word = fc.oneof(
  fc.constantFrom(
    "Négociation",
    "Übungstag",
    "C++",
    "R&D",
    "it's",
    "I'm",
    "FooBar",
    "HTTPServer2",
    "—",
    "🎓",
    "东京",
    "&",
    "_",
    "-",
    "a_b",
  ),
  fc.string({ maxLength: 6, unit: "grapheme" }),
  fc.stringMatching(/^[A-Za-z0-9'’&_.-]{0,8}$/),
);

test("a slug made word by word is the one that the library makes of the whole text", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), fc.constantFrom(" ", "  ", ", ", ": "), (words, separator) => {
      const text = words.join(separator);
      expect(slugOf(text)).toBe(slugify(text));
    }),
    { numRuns: 5_000 },
  );
});
