import { DomainError } from "../domain/errors.js";

/** Errors of unpacking that several formats share. */

export function damaged(): DomainError {
  const message = "The compressed file is damaged, or it ends too early.";
  return new DomainError("ARCHIVE_DAMAGED", message, "Compress and upload it again.");
}

export function nested(): DomainError {
  const message = "What is compressed is itself an archive or a workbook.";
  return new DomainError("ARCHIVE_NESTED", message, "Unpack it once, and upload what is in it.");
}

export function unpackedTooLarge(limit: number): DomainError {
  const message = `Unpacked, the file is larger than ${limit} bytes.`;
  return new DomainError("ARCHIVE_TOO_LARGE", message, "Split the file.");
}

export function sheetDamaged(what: string): DomainError {
  const message = `The workbook cannot be read: ${what}.`;
  return new DomainError(
    "SPREADSHEET_DAMAGED",
    message,
    "Open it in a spreadsheet, save it as XLSX or CSV, and upload that.",
  );
}

export function sheetTooLarge(what: string): DomainError {
  return new DomainError("SPREADSHEET_TOO_LARGE", `The workbook is too large: ${what}.`, "Save the sheet as CSV.");
}
