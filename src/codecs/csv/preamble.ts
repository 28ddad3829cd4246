import { type Encoding, unitSize } from "./encoding.js";
import { type Delimiter, delimiters } from "./header.js";

/** Lines before the header that programs write for their own use. */
export interface Preamble {
  /** The number of code units of the lines, with their line ends. */
  readonly units: number;
  /** The lines without their line ends. */
  readonly lines: readonly string[];
  /** The delimiter that the lines name; null if none. */
  readonly delimiter: Delimiter | null;
}

/** `sep=;`, with which Excel names the delimiter, and `#TYPE …`, which PowerShell writes before a list of objects. */
const line = /^(?:"?[Ss][Ee][Pp]=([,;\t])"?|#TYPE [A-Za-z_][\w.+`[\]-]*)(?:\r\n|\n|\r|$)/;

/** The number of code units that are searched. */
const headUnits = 1_100;

/** @param head the first bytes of a file after its mark */
export function preambleOf(head: Buffer, encoding: Encoding): Preamble {
  const size = unitSize(encoding);
  const bytes = head.subarray(0, headUnits * size);
  // One character for each code unit. Other characters than ASCII need not be decoded.
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
