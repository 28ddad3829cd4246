import { read, utils, write } from "@e965/xlsx";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { unpack } from "../../src/unpacking/unpack.js";
import { inPieces } from "../support/in-pieces.js";

/** Holds the reader of workbooks against another one, which also makes them. */

const limits = { maxAssetBytes: 64 << 20, maxRecordBytes: 1 << 20, maxColumns: 1_000 };

type Cell = string | number | boolean | null;

const text = fc.oneof(
  fc.string({ maxLength: 20, unit: "grapheme" }),
  fc.constantFrom(
    "id",
    "a,b",
    'say "hi"',
    "two\nlines",
    "a\r\nb",
    " x ",
    "_x000D_",
    "00123",
    "=1+1",
    "TRUE",
    "Grüße 東京",
  ),
);
const cell = fc.oneof(
  text,
  fc.integer({ min: -1_000_000_000_000_000, max: 1_000_000_000_000_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }),
  fc.boolean(),
  fc.constant(null),
);

test("a workbook of any cells is the same rows as another reader gives", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 5_000 }),
      async (rows, bookSST, piece) => {
        const book = utils.book_new();
        utils.book_append_sheet(book, utils.aoa_to_sheet(rows), "Rows");
        const bytes: Buffer = write(book, { type: "buffer", bookType: "xlsx", bookSST, compression: true });
        const file = { path: "a.xlsx", contentType: "application/zip", member: null, sheet: null };
        const plain = await unpack({ ...file, bytes: inPieces(bytes, piece) }, limits);
        let csv = "";
        for await (const block of plain?.bytes ?? []) csv += block.toString();
        const found: string[][] = parse(csv, { relaxColumnCount: true, skipEmptyLines: false });
        const isFilled = (cells: readonly unknown[]) => cells.some((value) => value !== "" && value !== null);
        const trimmed = (cells: readonly string[]) => cells.slice(0, cells.findLastIndex((value) => value !== "") + 1);
        const sheet = read(bytes, { raw: true }).Sheets.Rows;
        const other = sheet ? utils.sheet_to_json<Cell[]>(sheet, { header: 1, raw: true, defval: null }) : [];
        const expected = other.map((cells) => trimmed(cells.map(shown))).filter(isFilled);
        const lines = (cells: readonly string[]) => trimmed(cells.map((text) => shown(text)));
        expect(found.filter(isFilled).map(lines)).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

/** A value as a CSV has it: numbers with fifteen digits. */
function shown(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "number") {
    if (Number.isInteger(value)) return String(value === 0 ? 0 : value);
    const rounded = Number(value.toPrecision(15));
    return String(rounded).includes("e") ? rounded.toFixed(20).replace(/\.?0+$/, "") : String(rounded);
  }
  return value.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
}
