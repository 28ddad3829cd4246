import { isAscii } from "node:buffer";
import { setImmediate } from "node:timers/promises";
import type { AssetBytes } from "./asset-bytes.js";
import { inOneSpelling, OneSpelling } from "./one-spelling.js";
import { isWordUnit, WordSearch } from "./word-search.js";

const headBytes = 1 << 16;

/**
 * Whether bytes contain an id as a separate word, in any encoding, and in any escaping of CSV, JSON or XML: serializers
 * escape `&`, `+` and `'` without need. Bytes and id are first normalized to one spelling. Reads in blocks, in time
 * linear in the bytes, and yields to the event loop between two blocks.
 */
export async function holdsId(bytes: AssetBytes, id: string): Promise<boolean> {
  // An id in ASCII has the same bytes in UTF-8 and in Windows-1252.
  const narrow = isAscii(Buffer.from(id)) ? ["utf-8"] : ["utf-8", "windows-1252"];
  const encodings = (await mayBeWide(bytes)) ? [...narrow, "utf-16le", "utf-16be"] : narrow;
  const readings = encodings.map((encoding) => new Reading(encoding, id));
  for await (const block of bytes.read()) {
    for (const reading of readings) if (reading.finds(block)) return true;
    await setImmediate();
  }
  return readings.some((reading) => reading.findsAtEnd());
}

/** Whether a file may be UTF-16, in which every delimiter and line end has a zero byte. Checks the first 64 KiB. */
async function mayBeWide(bytes: AssetBytes): Promise<boolean> {
  for await (const block of bytes.read({ start: 0, end: Math.min(bytes.size, headBytes) })) {
    if (block.includes(0)) return true;
  }
  return false;
}

/** A search in a file that is decoded in one encoding. */
class Reading {
  private readonly decoder;
  private readonly searches: readonly WordSearch[];
  private readonly spelling: OneSpelling;
  private readonly raw: WordSearch | null;

  constructor(encoding: string, id: string) {
    this.decoder = new TextDecoder(encoding);
    // Ids are stored in composed form, but a file may have the decomposed form. JSON writes a line end as the letter n.
    const spellings = [id, id.normalize("NFD")].flatMap((form) => [form, JSON.stringify(form).slice(1, -1)]);
    const needles = new Map(spellings.map(inOneSpelling).map((needle) => [needle.join(), needle]));
    this.searches = [...needles.values()].filter(({ length }) => length > 0).map((needle) => new WordSearch(needle));
    const [first, ...others] = this.searches;
    this.spelling = new OneSpelling((unit, isBoundary, isWord) => {
      first?.push(unit, isBoundary, isWord);
      for (const other of others) other.push(unit, isBoundary, isWord);
    });
    // After the backslash of `domain\u1234` the id looks like an escape. An id of only backslashes becomes empty.
    const isLost = /^u[0-9a-f]{4}/i.test(id) || this.searches.length === 0;
    this.raw = isLost ? new WordSearch(Array.from({ length: id.length }, (_, at) => id.charCodeAt(at))) : null;
  }

  finds(block: Buffer): boolean {
    this.read(this.decoder.decode(block, { stream: true }));
    return this.isFound(false);
  }

  findsAtEnd(): boolean {
    this.read(this.decoder.decode());
    this.spelling.finish();
    return this.isFound(true);
  }

  private read(text: string): void {
    this.spelling.push(text);
    if (!this.raw) return;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      this.raw.push(unit, false, isWordUnit(unit));
    }
  }

  private isFound(complete: boolean): boolean {
    return this.searches.some((search) => search.found(complete)) || (this.raw?.found(complete) ?? false);
  }
}
