import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine } from "../../src/codecs/csv-line.js";
import { neutralised, restored } from "../../src/codecs/rejects/spreadsheet-text.js";

const tricky = fc.array(
  fc.constantFrom("'", "=", "+", "-", "@", "\t", "\r", "\n", "＝", "a", " ", '"', ",", ";", "|", "1"),
  {
    maxLength: 8,
  },
);
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

test("nothing is computed by a spreadsheet with another list separator than the file's", () => {
  const separators = [",", ";", "\t", "|"];
  const own = fc.constantFrom(",", ";", "\t");
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), own, (cells, delimiter) => {
      const line = csvLine(cells.map(neutralised), delimiter);
      for (const separator of separators) {
        for (const cell of readLeniently(line, separator)) expect(cell).not.toMatch(/^[=+\-@＝＋－＠]/);
      }
    }),
    { numRuns: 5_000 },
  );
  const found = csvLine(["x", neutralised("Leadership;=cmd|'/C calc'!A0;x")], ",");
  expect(readLeniently(found, ";")).toContain("'=cmd|'/C calc'!A0");
});

/** The cells as a spreadsheet with that separator may see them; one reads on where a quote never closes. */
function readLeniently(line: string, delimiter: string): string[] {
  try {
    const rows: string[][] = parse(line, { delimiter, relax_quotes: true, relax_column_count: true });
    return rows.flat();
  } catch {
    return line.split(/[\r\n]+/).flatMap((part) => part.split(delimiter));
  }
}

test.each([100, 100_000])("a cell of %s quotes among letters beyond ASCII is read as it was written", (count) => {
  const cell = `ü${'"'.repeat(count)}🎓`;
  expect(parse(csvLine([cell, null, "a,b"], ","))).toEqual([[cell, "", "a,b"]]);
});
