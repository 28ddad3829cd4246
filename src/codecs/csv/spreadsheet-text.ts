/**
 * A cell that a spreadsheet may take for a formula, behind any number of apostrophes: OWASP's list, with the full-width
 * forms that some locales read alike.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/**
 * The same inside a cell: a spreadsheet whose list separator is not the file's begins a cell behind its own, and behind a
 * line end, since it does not see the quotes around ours.
 */
const formulaInside = /([,;|\t\r\n]["']*)([=+\-@＝＋－＠])/g;
const neutralisedInside = /([,;|\t\r\n]["']*)'([=+\-@＝＋－＠])/g;

/** A cell that no spreadsheet computes: one more apostrophe before a formula, and before what looks like the outcome of this. */
export function neutralised(text: string): string {
  const inside = text.replace(formulaInside, "$1'$2");
  return formula.test(inside) ? `'${inside}` : inside;
}

/** The text before it was neutralised; every text has its own, since exactly what got an apostrophe loses one. */
export function restored(text: string): string {
  const inside = text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
  return inside.replace(neutralisedInside, "$1$2");
}
