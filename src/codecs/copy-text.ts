/** One row in the text format of Postgres's COPY; null is `\N`. */
export function copyLine(values: readonly (string | null)[]): string {
  let line = "";
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    line += at === 0 ? "" : "\t";
    line += value === null || value === undefined ? "\\N" : /[\\\t\n\r]/.test(value) ? escaped(value) : value;
  }
  return `${line}\n`;
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function escaped(value: string): string {
  return value.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character);
}
