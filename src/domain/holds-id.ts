import type { AssetBytes } from "./asset-bytes.js";

/** Letters, digits and `_` beside a match make it part of a longer id. */
const isWord = (byte: number | undefined) => byte !== undefined && /[A-Za-z0-9_]/.test(String.fromCharCode(byte));

/**
 * Whether bytes hold an id as a word of its own, in any encoding or escaping that a file of ours can have. Reads in
 * blocks, so that the size does not matter; an id written with needless escapes is not found.
 */
export async function holdsId(bytes: AssetBytes, id: string): Promise<boolean> {
  const patterns = spellings(id);
  const overlap = Math.max(...patterns.map(({ length }) => length)) + 1;
  let tail: Buffer = Buffer.alloc(0);
  let seen = 0;
  for await (const block of bytes.read()) {
    const window = Buffer.concat([tail, block]);
    seen += block.length;
    if (patterns.some((pattern) => standsAlone(window, pattern, seen === bytes.size))) return true;
    tail = window.subarray(Math.max(0, window.length - overlap));
  }
  return false;
}

/** A match at the very end of a window may go on; it is decided with the next block. */
function standsAlone(window: Buffer, pattern: Buffer, isLast: boolean): boolean {
  for (let at = window.indexOf(pattern); at !== -1; at = window.indexOf(pattern, at + 1)) {
    const end = at + pattern.length;
    if (!isWord(window[at - 1]) && !isWord(window[end]) && (end < window.length || isLast)) return true;
  }
  return false;
}

function spellings(id: string): Buffer[] {
  const utf16 = Buffer.from(id, "utf16le");
  const xml = id.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const texts = new Set([id, JSON.stringify(id).slice(1, -1), xml, id.replaceAll('"', '""')]);
  return [
    ...[...texts].map((text) => Buffer.from(text, "utf8")),
    Buffer.from(id, "latin1"),
    utf16,
    Buffer.from(utf16).swap16(),
  ];
}
