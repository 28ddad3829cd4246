/**
 * A cell that a spreadsheet may take for a formula, behind any number of apostrophes: OWASP's list, with the full-width
 * forms that some locales read alike.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A cell that no spreadsheet computes: one more apostrophe before a formula, and before what looks like the outcome of this. */
export function neutralised(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** The text before it was neutralised; every text has its own, since exactly what got an apostrophe loses one. */
export function restored(text: string): string {
  return text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
}
