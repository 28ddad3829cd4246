import { DomainError } from "../../domain/errors.js";

/** How files begin that are no text, whatever their name or type says. */
const signatures: readonly (readonly [string, string])[] = [
  ["504b0304", "a zip archive, such as an Excel workbook (XLSX)"],
  ["d0cf11e0", "an old Excel workbook (XLS)"],
  ["1f8b", "compressed with gzip"],
  ["25504446", "a PDF"],
];

/** Refuses bytes that are another format, by how they begin. `UNSUPPORTED_ASSET` */
export function refuseOtherFormats(head: Buffer): void {
  const found = signatures.find(([hex]) => head.subarray(0, hex.length / 2).toString("hex") === hex);
  if (!found) return;
  const hint = "Save it as CSV: in a spreadsheet, File, Save as, CSV UTF-8.";
  throw new DomainError("UNSUPPORTED_ASSET", `The file is ${found[1]}, and no CSV.`, hint);
}
