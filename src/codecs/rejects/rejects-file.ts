import type { Issue } from "../../domain/issue.js";
import type { RejectedCells } from "../codec.js";
import { csvLine } from "../csv-line.js";
import { neutralised } from "./spreadsheet-text.js";

/** The columns that a file of rejected rows adds. They are ignored when the file is sent again. */
export const asideColumns = ["_line", "_code", "_reason"] as const;

/** Some spreadsheets read UTF-8 only after this mark. */
const byteOrderMark = "\ufeff";

export function rejectsHeader(columns: readonly string[], delimiter: string): string {
  return byteOrderMark + csvLine([...columns, ...asideColumns].map(neutralised), delimiter);
}

/** @param issues the issues for which the row was rejected */
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
