/**
 * Matches a cell that a spreadsheet may take for a formula, after any number of apostrophes. The characters are OWASP's
 * list, with the full-width forms that some locales treat alike.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/**
 * Matches such a formula inside a cell. A spreadsheet whose list separator is not the file's delimiter starts a cell
 * after its own separator and after a line end, since it does not see the quotes around the file's cell.
 */
const formulaInside = /[,;|\t\r\n]["']*[=+\-@＝＋－＠]/;
const neutralisedInside = /([,;|\t\r\n]["']*)'([=+\-@＝＋－＠])/g;

/**
 * Returns a cell that no spreadsheet computes. It adds an apostrophe before a formula, and before a text that looks
 * like a neutralised formula.
 */
export function neutralised(text: string): string {
  const inside = formulaInside.test(text) ? withApostrophesInside(text) : text;
  return formula.test(inside) ? `'${inside}` : inside;
}

const APOSTROPHE = 0x27;
enum Kind {
  Other,
  Separator,
  Quote,
  Formula,
}
const kinds = new Uint8Array(1 << 16);
for (const unit of unitsOf(",;|\t\r\n")) kinds[unit] = Kind.Separator;
for (const unit of unitsOf("\"'")) kinds[unit] = Kind.Quote;
for (const unit of unitsOf("=+-@＝＋－＠")) kinds[unit] = Kind.Formula;

/**
 * Adds the apostrophes in one pass over the code units: `replace` takes a second for the millions of places that a cell
 * of 8 MB can have.
 */
function withApostrophesInside(text: string): string {
  const units = new Uint16Array(text.length * 2);
  let length = 0;
  let isBehindSeparator = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const kind = kinds[unit];
    if (isBehindSeparator && kind === Kind.Formula) units[length++] = APOSTROPHE;
    isBehindSeparator = kind === Kind.Separator || (isBehindSeparator && kind === Kind.Quote);
    units[length++] = unit;
  }
  return Buffer.from(units.buffer, 0, length * 2).toString("utf16le");
}

function unitsOf(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

/**
 * Returns the text before it was neutralised. The result is unique: exactly the places that got an apostrophe lose one.
 */
export function restored(text: string): string {
  const inside = text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
  return inside.replace(neutralisedInside, "$1$2");
}
