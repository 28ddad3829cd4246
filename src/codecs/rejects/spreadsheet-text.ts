/**
 * A cell that a spreadsheet may take for a formula, behind any number of apostrophes: OWASP's list, with the full-width
 * forms that some locales read alike.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/**
 * The same inside a cell: a spreadsheet whose list separator is not the file's begins a cell behind its own, and behind
 * a line end, since it does not see the quotes around ours.
 */
const formulaInside = /[,;|\t\r\n]["']*[=+\-@＝＋－＠]/;
const neutralisedInside = /([,;|\t\r\n]["']*)'([=+\-@＝＋－＠])/g;

/**
 * A cell that no spreadsheet computes: one more apostrophe before a formula, and before what looks like the outcome of
 * this.
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

/** One pass over the code units: `replace` takes a second for the millions of places that a cell of 8 MB can have. */
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

/** The text before it was neutralised; every text has its own, since exactly what got an apostrophe loses one. */
export function restored(text: string): string {
  const inside = text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
  return inside.replace(neutralisedInside, "$1$2");
}
