/** One row as Postgres's COPY reads it in its CSV format; null is an empty cell. */
export function csvLine(values: readonly (string | null)[], delimiter: string): string {
  let line = "";
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (at > 0) line += delimiter;
    if (value === null || value === undefined) continue;
    line += mustBeQuoted(value, delimiter) ? `"${value.replaceAll('"', '""')}"` : value;
  }
  return `${line}\n`;
}

function mustBeQuoted(value: string, delimiter: string): boolean {
  return value.includes(delimiter) || /["\r\n]/.test(value);
}
