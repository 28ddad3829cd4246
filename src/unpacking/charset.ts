import { isUtf8 } from "node:buffer";
import type { AssetBytes } from "../domain/asset-bytes.js";
import { DomainError } from "../domain/errors.js";

/** Encodings that are read as they are: bytes that are no UTF-8 are taken for Windows-1252 anyway. */
const readAsTheyAre: ReadonlySet<string> = new Set(["utf-8", "windows-1252"]);

/** The encoding that a content type declares, by the name of the WHATWG's standard; null where it needs no conversion. */
export function declaredCharset(contentType: string): string | null {
  const label = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1];
  if (label === undefined) return null;
  try {
    const { encoding } = new TextDecoder(label);
    return readAsTheyAre.has(encoding) ? null : encoding;
  } catch {
    const hint = "Send the file in UTF-8, or declare an encoding such as windows-1250 or iso-8859-2.";
    throw new DomainError("UNSUPPORTED_ASSET", `The encoding ${label.slice(0, 40)} is not known.`, hint);
  }
}

/** Whether bytes are UTF-8 with letters beyond ASCII, or begin with a mark: then they are not in the declared encoding. */
export async function isUnicode(bytes: AssetBytes): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  for await (const block of bytes.read()) {
    if (
      isFirst &&
      (block[0] === 0xef || (block[0] === 0xff && block[1] === 0xfe) || (block[0] === 0xfe && block[1] === 0xff))
    )
      return true;
    isFirst = false;
    const joined = Buffer.concat([rest, block]);
    const end = lastWhole(joined);
    if (!isUtf8(joined.subarray(0, end))) return false;
    rest = Buffer.from(joined.subarray(end));
  }
  return rest.length === 0;
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
