import { type Encoding, unitSize } from "./encoding.js";
import { type Delimiter, delimiters } from "./header.js";

/** Lines that programs write before the header for themselves. */
export interface Preamble {
  /** How many code units they take, with their line ends. */
  readonly units: number;
  /** Each without its line end. */
  readonly lines: readonly string[];
  /** The delimiter that they name. */
  readonly delimiter: Delimiter | null;
}

/** `sep=;`, with which Excel names the delimiter, and `#TYPE …`, which PowerShell writes before a list of objects. */
const line = /^(?:"?[Ss][Ee][Pp]=([,;\t])"?|#TYPE [A-Za-z_][\w.+`[\]-]*)(?:\r\n|\n|\r|$)/;

/** How many code units are looked at. */
const headUnits = 1_100;

/** @param head the first bytes of a file after its mark */
export function preambleOf(head: Buffer, encoding: Encoding): Preamble {
  const size = unitSize(encoding);
  const bytes = head.subarray(0, headUnits * size);
  // One character for each code unit; what is not ASCII need not be read.
  const text = size === 1 ? bytes.toString("latin1") : new TextDecoder(encoding).decode(bytes, { stream: true });
  const lines: string[] = [];
  let [at, delimiter]: [number, Delimiter | null] = [0, null];
  for (let found = line.exec(text); found !== null; found = line.exec(text.slice(at))) {
    const named = found[1];
    at += found[0].length;
    lines.push(found[0].trimEnd());
    delimiter = delimiters.find((known) => known === named) ?? delimiter;
  }
  return { units: at, lines, delimiter };
}
