import { eventCells, eventColumns } from "../event-file/event-cells.js";
import type { EventRows } from "../event-file/event-rows.js";
import { RowRandom } from "../event-file/row-random.js";

/** Texts that repeat are kept once, as spreadsheets do; so many are remembered. */
const mostRemembered = 100_000;
const blockLength = 1 << 16;
const numberColumns: ReadonlySet<string> = new Set(["seatsLimit", "priceInCents"]);

/**
 * The texts of a workbook in the order in which cells name them; a text beyond those that are remembered stands twice.
 */
class Strings {
  count = 0;
  private readonly numbers = new Map<string, number>();
  private added = "";

  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    if (this.numbers.size < mostRemembered) this.numbers.set(text, this.count);
    this.added += `<si><t xml:space="preserve">${escaped(text)}</t></si>`;
    return this.count++;
  }

  /** What was added since this was asked before, as XML. */
  take(): string {
    const { added } = this;
    this.added = "";
    return added;
  }
}

/** The rows of the bench's file as the two large parts of a workbook, some rows at a time. */
export function* workbookParts({ first, rows, seed }: EventRows): Generator<{ sheet: string; strings: string }> {
  const strings = new Strings();
  const random = new RowRandom(seed);
  const cell = (place: string, name: string, text: string) =>
    numberColumns.has(name)
      ? `<c r="${place}"><v>${text}</v></c>`
      : `<c r="${place}" t="s"><v>${strings.numberOf(text)}</v></c>`;
  const row = (number: number, texts: readonly string[], isHeader = false) => {
    const cells = texts.map((text, at) => {
      const name = isHeader ? "" : (eventColumns[at] ?? "");
      return text === "" ? "" : cell(`${String.fromCharCode(0x41 + at)}${number}`, name, text);
    });
    return `<row r="${number}">${cells.join("")}</row>`;
  };
  let sheet = `<worksheet><sheetData>${row(1, eventColumns, true)}`;
  for (let at = 0; at < rows; at++) {
    const cells = eventCells(first + at, random.at(first + at, 1));
    sheet += row(
      at + 2,
      eventColumns.map((name) => cells[name]),
    );
    if (sheet.length < blockLength) continue;
    yield { sheet, strings: strings.take() };
    sheet = "";
  }
  yield { sheet: `${sheet}</sheetData></worksheet>`, strings: strings.take() };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
