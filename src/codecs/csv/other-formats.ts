import { DomainError } from "../../domain/errors.js";

/** The hint for files that a version without unpacking stored. */
const uploadAgain = "Upload it again: it is then unpacked.";
const saveAsCsv = "Save it as CSV: in a spreadsheet, File, Save as, CSV UTF-8.";

/** The first bytes of files that are not text, the format of each file, and a hint. Names and types are ignored. */
const signatures: readonly (readonly [string, string, string])[] = [
  ["504b0304", "a zip archive, such as an Excel workbook (XLSX)", uploadAgain],
  ["d0cf11e0", "an old Excel workbook (XLS), or one with a password", saveAsCsv],
  ["1f8b", "compressed with gzip", uploadAgain],
  ["25504446", "a PDF", "Send the table that it was made from, as CSV."],
];

/** Throws `UNSUPPORTED_ASSET` if the first bytes are those of another format. */
export function refuseOtherFormats(head: Buffer): void {
  const found = signatures.find(([hex]) => head.subarray(0, hex.length / 2).toString("hex") === hex);
  if (!found) return;
  const [, what, hint] = found;
  throw new DomainError("UNSUPPORTED_ASSET", `The file is ${what}, not CSV.`, hint);
}
