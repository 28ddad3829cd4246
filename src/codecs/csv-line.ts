/** Any delimiter: a spreadsheet may expect another one than the file has. */
const mustBeQuoted = /[,;|\t"\r\n]/;

/** One row as Postgres's COPY reads it in its CSV format; null is an empty cell. */
export function csvLine(values: readonly (string | null)[], delimiter: string): string {
  let line = "";
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (at > 0) line += delimiter;
    if (value === null || value === undefined) continue;
    line += mustBeQuoted.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  }
  return `${line}\n`;
}
