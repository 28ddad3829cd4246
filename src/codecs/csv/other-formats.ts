import { DomainError } from "../../domain/errors.js";

/** Files that were stored by a version that did not unpack them. */
const uploadAgain = "Upload it again: it is then unpacked.";
const saveAsCsv = "Save it as CSV: in a spreadsheet, File, Save as, CSV UTF-8.";

/** The first bytes of files that are not text, what each file is, and what to do; their name and type do not count. */
const signatures: readonly (readonly [string, string, string])[] = [
  ["504b0304", "a zip archive, such as an Excel workbook (XLSX)", uploadAgain],
  ["d0cf11e0", "an old Excel workbook (XLS), or one with a password", saveAsCsv],
  ["1f8b", "compressed with gzip", uploadAgain],
  ["25504446", "a PDF", "Send the table that it was made from, as CSV."],
];

/** Refuses bytes that are another format, by how they begin. `UNSUPPORTED_ASSET` */
export function refuseOtherFormats(head: Buffer): void {
  const found = signatures.find(([hex]) => head.subarray(0, hex.length / 2).toString("hex") === hex);
  if (!found) return;
  const [, what, hint] = found;
  throw new DomainError("UNSUPPORTED_ASSET", `The file is ${what}, and no CSV.`, hint);
}
