import { isAscii, isUtf8 } from "node:buffer";
import type { AssetBytes } from "../domain/asset-bytes.js";
import { charsetOf } from "../domain/content-type.js";
import { DomainError } from "../domain/errors.js";

/** Encodings that are not converted: bytes that are not UTF-8 are read as Windows-1252 anyway. */
const readAsTheyAre: ReadonlySet<string> = new Set(["utf-8", "windows-1252"]);

/**
 * Returns the encoding that a content type declares, by its name in the WHATWG standard; null if it needs no
 * conversion. Throws `UNSUPPORTED_ASSET` for an unknown encoding.
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
 * Whether bytes contradict their declared encoding: they begin with a Unicode byte-order mark, or they are UTF-8 with
 * letters beyond ASCII.
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
  // A last letter that is cut off is ignored: the bytes may be a part of a file, or damaged.
  return hasLetters;
}

async function hasMark(bytes: AssetBytes): Promise<boolean> {
  let head = "";
  for await (const block of bytes.read({ start: 0, end: Math.min(3, bytes.size) })) head += block.toString("hex");
  return marks.some((mark) => head.startsWith(mark));
}

/** Returns the end of the last character that is certainly complete. */
function lastWhole(bytes: Buffer): number {
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 4); at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return at + 1;
    if (byte >= 0xc0) return at;
  }
  return bytes.length;
}

/** Converts bytes of an encoding to UTF-8. Throws `INVALID_ENCODING` if the bytes are not in that encoding. */
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
