import { defineField, Fault } from "../field.js";
import { digits, plainAscii } from "../plain/plain-cell.js";

/** The largest value of Postgres's four-byte integer. */
const largest = 2_147_483_647;
const isDigits = plainAscii(digits);

/** A whole number in plain digits, from `min` to the largest four-byte integer. */
export function integer({ min = 0, example = "20" }: { min?: number; example?: string } = {}) {
  const notWhole = new Fault(
    "INVALID_INTEGER",
    "Not a whole number.",
    "Use digits only, without separators, decimals or units.",
  );
  const outOfRange = new Fault(
    "OUT_OF_RANGE",
    `The number must be between ${min} and ${largest}.`,
    "Correct the number, or leave the cell empty.",
  );
  return defineField<number, number>({
    columnType: "integer",
    schema: { type: "integer", minimum: min, maximum: largest },
    example,
    parse: (cell) => {
      if (!/^-?\d+$/.test(cell)) return notWhole;
      const value = Number(cell);
      return value < min || value > largest ? outOfRange : value;
    },
    toText: String,
    // Nine digits are never above the largest value, and never below a `min` of 0 or less.
    plain: (bytes, start, end) => min <= 0 && end - start <= 9 && isDigits(bytes, start, end),
  });
}
