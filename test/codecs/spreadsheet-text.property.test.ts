import fc from "fast-check";
import { expect, test } from "vitest";
import { neutralised, restored } from "../../src/codecs/csv/spreadsheet-text.js";

const tricky = fc.array(fc.constantFrom("'", "=", "+", "-", "@", "\t", "\r", "\n", "＝", "a", " ", '"', ",", "1"), {
  maxLength: 8,
});
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  tricky.map((parts) => parts.join("")),
);

test("every text comes back from a spreadsheet as it was, and no two become one", () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(restored(neutralised(one))).toBe(one);
      if (one !== other) expect(neutralised(one)).not.toBe(neutralised(other));
    }),
    { numRuns: 5_000 },
  );
});

test("nothing that a spreadsheet computes goes out", () => {
  fc.assert(
    fc.property(text, (one) => {
      expect(neutralised(one)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
    }),
    { numRuns: 5_000 },
  );
});
