import type { Issue } from "../../domain/issue.js";
import type { RejectedCells } from "../codec.js";
import { csvLine } from "../csv-line.js";
import { neutralised } from "./spreadsheet-text.js";

/** What a file of rejected rows says beside the rows; ignored when the file is sent again. */
export const asideColumns = ["_line", "_code", "_reason"] as const;

/** Some spreadsheets read UTF-8 only behind its mark. */
const byteOrderMark = "\ufeff";

export function rejectsHeader(columns: readonly string[], delimiter: string): string {
  return byteOrderMark + csvLine([...columns, ...asideColumns].map(neutralised), delimiter);
}

/** @param issues those that had the row rejected */
export function rejectsLine(
  { cells, beyond }: RejectedCells,
  line: number,
  issues: readonly Issue[],
  delimiter: string,
): string {
  const codes = [...new Set(issues.map(({ code }) => code))].join(";");
  const reasons = issues.map(
    ({ column, message, hint }) => `${column === null ? "" : `${column}: `}${message} ${hint}`,
  );
  return csvLine([...cells, String(line), codes, reasons.join(" "), ...beyond].map(neutralised), delimiter);
}
