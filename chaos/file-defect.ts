import { encoded, type FileText, fileText } from "./file-format.js";
import type { Format } from "./format.js";

type Spoil = (text: string, file: FileText) => string | Buffer;

/** What makes a file fail as a whole, by the code that its job must end with. */
const defects: Readonly<Record<Format, Readonly<Record<string, Spoil>>>> = {
  csv: {
    EMPTY_FILE: () => "",
    UNCLOSED_QUOTE: (text) => `${text}"a cell that is never closed`,
    STRAY_QUOTE: (text) => `${text}"a cell"that goes on\n`,
    NUL_BYTE: (text) => `${text}\0\n`,
    INVALID_ENCODING: (text) => Buffer.concat([Buffer.from(`${text}ü`), Buffer.from([0xff, 0x0a])]),
    MISSING_COLUMN: (text) => text.replace(/\bid\b/i, "number"),
    DUPLICATE_COLUMN: (text, { style }) => `id${style.delimiter}${text}`,
  },
  json: {
    INVALID_JSON: (text) => text.slice(0, -4),
    NOT_A_LIST: (text) => `{"all": ${text}}`,
    EMPTY_LIST: () => "[]",
  },
  xml: {
    INVALID_XML: (text) => text.slice(0, -8),
    DOCTYPE_REFUSED: (text) => text.replace("?>\n", "?>\n<!DOCTYPE list>\n"),
  },
};

export function defectsOf(format: Format): string[] {
  return Object.keys(defects[format]);
}

/** The bytes of a file, with its defect if it has one. */
export function fileBytes(file: FileText & { readonly defect: string | null }): Buffer {
  const text = fileText(file);
  const spoil = defects[file.format][file.defect ?? ""];
  if (!spoil) return encoded(text, file);
  const spoiled = spoil(text, file);
  return typeof spoiled === "string" ? Buffer.from(spoiled) : spoiled;
}
