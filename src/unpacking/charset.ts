import { isAscii, isUtf8 } from "node:buffer";
import type { AssetBytes } from "../domain/asset-bytes.js";
import { charsetOf } from "../domain/content-type.js";
import { DomainError } from "../domain/errors.js";

/** Encodings that are read as they are: bytes that are no UTF-8 are taken for Windows-1252 anyway. */
const readAsTheyAre: ReadonlySet<string> = new Set(["utf-8", "windows-1252"]);

/**
 * The encoding that a content type declares, by the name of the WHATWG's standard; null where it needs no conversion.
 */
export function declaredCharset(contentType: string): string | null {
  const label = charsetOf(contentType);
  if (label === null) return null;
  try {
    const { encoding } = new TextDecoder(label);
    return readAsTheyAre.has(encoding) ? null : encoding;
  } catch {
    const hint = "Send the file in UTF-8, or declare an encoding such as windows-1250 or iso-8859-2.";
    throw new DomainError("UNSUPPORTED_ASSET", `The encoding ${label.slice(0, 40)} is not known.`, hint);
  }
}

/** Encodings whose bytes can all be UTF-8 as well, so that the bytes cannot contradict the declaration. */
const lookAlikes: ReadonlySet<string> = new Set(["utf-16le", "utf-16be", "iso-2022-jp"]);
const marks = ["efbbbf", "fffe", "feff"];

/**
 * Whether bytes contradict the encoding that is declared for them: they begin with a mark of Unicode, or they are UTF-8
 * with letters beyond ASCII.
 */
export async function isUnicode(bytes: AssetBytes, declared: string): Promise<boolean> {
  if (await hasMark(bytes)) return true;
  if (lookAlikes.has(declared)) return false;
  let rest: Buffer = Buffer.alloc(0);
  let hasLetters = false;
  for await (const block of bytes.read()) {
    const joined = Buffer.concat([rest, block]);
    const end = lastWhole(joined);
    const whole = joined.subarray(0, end);
    if (!isUtf8(whole)) return false;
    hasLetters ||= !isAscii(whole);
    rest = Buffer.from(joined.subarray(end));
  }
  // A last letter that is cut off is one of a part of a file, or of a broken one.
  return hasLetters;
}

async function hasMark(bytes: AssetBytes): Promise<boolean> {
  let head = "";
  for await (const block of bytes.read({ start: 0, end: Math.min(3, bytes.size) })) head += block.toString("hex");
  return marks.some((mark) => head.startsWith(mark));
}

/** The end of the last character that is surely whole. */
function lastWhole(bytes: Buffer): number {
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 4); at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return at + 1;
    if (byte >= 0xc0) return at;
  }
  return bytes.length;
}

/** Bytes of an encoding as UTF-8. `INVALID_ENCODING` where they are not in it. */
export async function* asUtf8(blocks: AsyncIterable<Buffer>, charset: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(charset, { fatal: true });
  try {
    for await (const block of blocks) yield Buffer.from(decoder.decode(block, { stream: true }));
    yield Buffer.from(decoder.decode());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const message = `The file is declared as ${charset}, and its bytes are not.`;
    throw new DomainError("INVALID_ENCODING", message, "Declare the encoding that the file has, or send it in UTF-8.");
  }
}
