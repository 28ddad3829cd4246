import { DomainError } from "../../domain/errors.js";
import { sheetTooLarge } from "../archive-faults.js";
import { type InflateLimits, refuseDensity } from "../inflate.js";
import { SharedStrings } from "./shared-strings.js";
import { type SheetContext, sheetRows, unescaped } from "./sheet-rows.js";
import type { Sheet, Workbook } from "./workbook.js";
import { readPart } from "./xml-part.js";

/** The number of characters that are collected for a block. */
const blockBytes = 1 << 16;

interface SheetOptions extends Pick<SheetContext, "maxRowLength" | "maxColumns" | "found"> {
  readonly limits: InflateLimits;
  /** The size of the workbook's file, to which the size of the output is compared. */
  readonly packedBytes: number;
}

/**
 * Yields a sheet as CSV in UTF-8. Each row is one record, so that a record's number is the row's. A record has at least
 * as many cells as the first row with a value. Rows without a value are empty lines. Throws `SPREADSHEET_…`;
 * `ARCHIVE_TOO_LARGE` if the CSV is more than 200 times as large as the file.
 */
export async function* sheetToCsv(
  { kinds, epoch, sharedStrings }: Workbook,
  { part }: Sheet,
  { limits, packedBytes, ...rest }: SheetOptions,
): AsyncGenerator<Buffer> {
  const strings = new SharedStrings();
  try {
    if (sharedStrings) await readStrings(sharedStrings.open(limits), strings, rest.maxRowLength);
    let made = 0;
    let text = "";
    let next = 1;
    let width = 0;
    for await (const rows of sheetRows(part.open(limits), { strings, kinds, epoch, ...rest })) {
      for (const { number, cells } of rows) {
        for (; next < number; next++) text += "\n";
        width ||= cells.length;
        text += lineOf(cells, width);
        next = number + 1;
        if (text.length < blockBytes) continue;
        made += text.length;
        refuseDensity({ packed: packedBytes, plain: made });
        yield Buffer.from(text);
        text = "";
      }
    }
    if (text !== "") yield Buffer.from(text);
  } finally {
    strings.close();
  }
}

/** Reads the shared strings: the texts of each string's runs, without phonetic readings. */
async function readStrings(part: AsyncIterable<Buffer>, strings: SharedStrings, maxLength: number): Promise<void> {
  let text = "";
  let isText = false;
  let spoken = 0;
  const handlers = {
    open(name: string) {
      if (name === "si") text = "";
      else if (name === "rPh") spoken++;
      else if (name === "t") isText = spoken === 0;
    },
    text(more: string) {
      if (!isText) return;
      text += more;
      if (text.length > maxLength) throw sheetTooLarge(`a cell has more than ${maxLength} characters`);
    },
    close(name: string) {
      if (name === "t") isText = false;
      else if (name === "rPh") spoken--;
      else if (name === "si") strings.add(unescaped(text));
    },
  };
  for await (const _ of readPart(part, handlers));
}

function lineOf(cells: readonly string[], width: number): string {
  let line = "";
  for (let at = 0; at < Math.max(cells.length, width); at++) {
    const cell = cells[at] ?? "";
    if (at > 0) line += ",";
    line += /[",\r\n\0]/.test(cell) ? `"${cell.replaceAll('"', '""').replaceAll("\0", "")}"` : cell;
  }
  return `${line}\n`;
}

/** Returns the sheet with a name, or the first visible sheet. Throws `SPREADSHEET_SHEET_NOT_FOUND`. */
export function chosenSheet(sheets: readonly Sheet[], name: string | null): Sheet {
  const wanted = name?.normalize("NFC");
  const found = sheets.find((sheet) =>
    wanted === undefined ? sheet.isVisible : sheet.name.normalize("NFC") === wanted,
  );
  if (found) return found;
  const message = name === null ? "The workbook has no visible sheet." : "The workbook has no such sheet.";
  const names = sheets.slice(0, 20).map((sheet) => sheet.name);
  throw new DomainError("SPREADSHEET_SHEET_NOT_FOUND", message, `Name one of its sheets: ${names.join(", ")}.`);
}
