/** Includes every common delimiter: a spreadsheet may expect a different delimiter than the file's. */
const mustBeQuoted = /[,;|\t"\r\n]/;
const QUOTE = 0x22;
/** The length from which quotes are doubled byte by byte: `replaceAll` takes a second for a million quotes. */
const longText = 1 << 16;

/** Returns one row in the CSV format of Postgres's COPY; null becomes an empty cell. */
export function csvLine(values: readonly (string | null)[], delimiter: string): string {
  let line = "";
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (at > 0) line += delimiter;
    if (value === null || value === undefined) continue;
    line += mustBeQuoted.test(value) ? `"${withDoubledQuotes(value)}"` : value;
  }
  return `${line}\n`;
}

function withDoubledQuotes(text: string): string {
  if (text.length < longText) return text.replaceAll('"', '""');
  const bytes = Buffer.from(text);
  const doubled = Buffer.allocUnsafe(bytes.length * 2);
  let length = 0;
  for (const byte of bytes) {
    doubled[length++] = byte;
    if (byte === QUOTE) doubled[length++] = QUOTE;
  }
  return doubled.toString("utf8", 0, length);
}
