/** What a number in a cell is, by the format that shows it. */
export type NumberKind = "number" | "date" | "time" | "date-time" | { readonly digits: number };

/** The formats that every workbook has without saying so; those of the far east are dates, too. */
function builtInKind(id: number): NumberKind {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 50 && id <= 58) || id === 36) return "date";
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return "time";
  return id === 22 ? "date-time" : "number";
}

/**
 * The kinds of a workbook's formats, by the number of the cell's style.
 *
 * @param styles the format of each style, by its id
 * @param codes the workbook's own formats, by id
 */
export function numberKinds(styles: readonly number[], codes: ReadonlyMap<number, string>): NumberKind[] {
  return styles.map((id) => {
    const code = codes.get(id);
    return code === undefined ? builtInKind(id) : kindOf(code);
  });
}

/** What the letters of a format say, without texts, escapes and what stands in brackets except for elapsed times. */
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
