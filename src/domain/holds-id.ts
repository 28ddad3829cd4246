import type { AssetBytes } from "./asset-bytes.js";

/**
 * Whether bytes hold an id as a word of its own, in any encoding, and in any way in which CSV, JSON or XML may write its
 * characters: serializers escape `&`, `+` and `'` without need. Only letters and digits are expected as themselves.
 * Reads in blocks, so that the size does not matter.
 */
export async function holdsId(bytes: AssetBytes, id: string): Promise<boolean> {
  const pattern = new RegExp(`(?<![A-Za-z0-9_])(?:${spellings(id)})(?![A-Za-z0-9_])`);
  const utf16 = Buffer.from(id, "utf16le");
  const wide = [utf16, Buffer.from(utf16).swap16()];
  // The longest spelling of a character is a reference with some zeros; one character more tells where a word ends.
  const overlap = id.length * 16 + 16;
  let tail: Buffer = Buffer.alloc(0);
  let seen = 0;
  for await (const block of bytes.read()) {
    const window = Buffer.concat([tail, block]);
    seen += block.length;
    const isLast = seen === bytes.size;
    const text = window.toString("latin1");
    const found = pattern.exec(text);
    // A match at the very end of a window may go on; it is decided with the next block.
    if (found && (isLast || found.index + found[0].length < text.length)) return true;
    if (wide.some((spelling) => window.includes(spelling))) return true;
    tail = window.subarray(Math.max(0, window.length - overlap));
  }
  return false;
}

/** The id as a regular expression over bytes. */
function spellings(id: string): string {
  return [...id].map((character) => (/[A-Za-z0-9_]/.test(character) ? character : spellingsOf(character))).join("");
}

const named: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function spellingsOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const json = [...character.split("")].map((unit) => anyCase(unit.charCodeAt(0).toString(16).padStart(4, "0")));
  return `(?:${[
    escaped(Buffer.from(character, "utf8").toString("latin1")),
    ...(code < 256 ? [escaped(character), `\\\\${escaped(character)}`] : []),
    ...(character === '"' ? ['""'] : []),
    ...(named[character] ? [escaped(named[character])] : []),
    json.map((unit) => `\\\\u${unit}`).join(""),
    `&#0*${code};`,
    `&#x0*${anyCase(code.toString(16))};`,
  ].join("|")})`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
