/** The kind of a number in a cell, by the format that shows it. */
export type NumberKind = "number" | "date" | "time" | "date-time" | { readonly digits: number };

/**
 * Returns the kind of a built-in format, which no workbook declares. The East Asian formats are dates and times, too.
 */
function builtInKind(id: number): NumberKind {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 50 && id <= 58) || id === 36) return "date";
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return "time";
  return id === 22 ? "date-time" : "number";
}

/**
 * Returns the kinds of a workbook's formats, by the number of the cell's style.
 *
 * @param styles the id of each style's format
 * @param codes the workbook's own formats, by id
 */
export function numberKinds(styles: readonly number[], codes: ReadonlyMap<number, string>): NumberKind[] {
  return styles.map((id) => {
    const code = codes.get(id);
    return code === undefined ? builtInKind(id) : kindOf(code);
  });
}

/**
 * Returns the kind that the letters of a format denote. Texts, escapes and brackets are ignored, except for brackets of
 * elapsed times.
 */
function kindOf(code: string): NumberKind {
  const [positive = ""] = code.split(";");
  const letters = positive
    .replace(/\[(h+|m+|s+)\]/gi, "$1")
    .replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM\/PM|A\/P/gi, (text) => (/^a/i.test(text) ? "h" : ""))
    .toLowerCase();
  if (/^0{2,}$/.test(letters)) return { digits: letters.length };
  const hasTime = /[hs]/.test(letters);
  const hasDate = /[yd]/.test(letters) || (!hasTime && /m/.test(letters));
  if (/[#0?]/.test(letters.replace(/s\.0+/, "s")) && !hasTime && !/[yd]/.test(letters)) return "number";
  if (hasDate) return hasTime ? "date-time" : "date";
  return hasTime ? "time" : "number";
}
