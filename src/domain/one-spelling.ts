import { isWordUnit } from "./word-search.js";

const QUOTE = 0x22;
const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** The longest character reference: a few more zeros than any serializer writes. */
const longestReference = 24;

const named: ReadonlyMap<string, number> = new Map([
  ["amp", AMPERSAND],
  ["lt", 0x3c],
  ["gt", 0x3e],
  ["quot", QUOTE],
  ["apos", 0x27],
]);

/** Called with each unit, whether a backslash was before it, and whether it is part of a word. */
export type OnUnit = (unit: number, isBoundary: boolean, isWord: boolean) => void;

/**
 * Normalizes text from CSV, JSON or XML to one spelling: decodes escapes, drops backslashes, and merges repeated
 * quotes. Texts with the same meaning become equal; so do a few with different meanings. A letter after a backslash
 * stays, since it may be an escape or a letter. It is part of no word, and a word may begin with it. Reads each unit
 * once.
 */
export class OneSpelling {
  private afterBackslash = false;
  /** The digits of an escape so far; null outside of an escape. */
  private escape: string | null = null;
  /** The characters after the ampersand of a reference so far; null outside of a reference. */
  private reference: string | null = null;
  private afterQuote = false;

  constructor(private readonly onUnit: OnUnit) {}

  push(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const isPlain = unit !== BACKSLASH && unit !== AMPERSAND && unit !== QUOTE;
      if (isPlain && !this.afterBackslash && this.escape === null && this.reference === null) {
        this.afterQuote = false;
        this.onUnit(unit, false, isWordUnit(unit));
      } else this.read(unit);
    }
  }

  /** Ends the text: emits an incomplete escape or reference as plain text. */
  finish(): void {
    this.releaseEscape();
    this.releaseReference();
  }

  private read(unit: number): void {
    if (this.escape !== null) {
      if (isHexDigit(unit)) {
        this.escape += String.fromCharCode(unit);
        if (this.escape.length < 4) return;
        const escaped = Number.parseInt(this.escape, 16);
        this.escape = null;
        this.unescaped(escaped, false, isWordUnit(escaped));
        return;
      }
      this.releaseEscape();
    }
    if (unit === BACKSLASH) this.afterBackslash = true;
    else if (!this.afterBackslash) this.unescaped(unit, false, isWordUnit(unit));
    else {
      this.afterBackslash = false;
      if (unit === LETTER_U) this.escape = "";
      else this.unescaped(unit, true, isWordUnit(unit) && !isEscapeLetter(unit));
    }
  }

  /** Reads a unit after JSON's escapes are decoded. */
  private unescaped(unit: number, isBoundary: boolean, isWord: boolean): void {
    if (this.reference !== null) {
      if (unit === SEMICOLON) {
        this.endReference(this.reference);
        return;
      }
      if (!isBoundary && this.reference.length < longestReference && isReferenceUnit(unit)) {
        this.reference += String.fromCharCode(unit);
        return;
      }
      this.releaseReference();
    }
    if (unit === AMPERSAND) this.reference = "";
    else this.emit(unit, isBoundary, isWord);
  }

  private endReference(reference: string): void {
    const code = named.get(reference) ?? codeOf(reference);
    if (code === null) {
      this.releaseReference();
      this.emit(SEMICOLON, false, false);
      return;
    }
    // An escaped ampersand begins a reference again: XML may be escaped twice.
    this.reference = code === AMPERSAND ? "" : null;
    if (code === AMPERSAND) return;
    for (const unit of unitsOf(code)) this.emit(unit, false, isWordUnit(unit));
  }

  private emit(unit: number, isBoundary: boolean, isWord: boolean): void {
    const isRepeated = unit === QUOTE && this.afterQuote;
    this.afterQuote = unit === QUOTE;
    if (!isRepeated && unit !== BACKSLASH) this.onUnit(unit, isBoundary, isWord);
  }

  private releaseEscape(): void {
    const digits = this.escape;
    if (digits === null) return;
    this.escape = null;
    this.unescaped(LETTER_U, true, true);
    for (const unit of unitsIn(digits)) this.unescaped(unit, false, true);
  }

  private releaseReference(): void {
    const { reference } = this;
    if (reference === null) return;
    this.reference = null;
    this.emit(AMPERSAND, false, false);
    for (const unit of unitsIn(reference)) this.emit(unit, false, isWordUnit(unit));
  }
}

/** Returns a text normalized by `OneSpelling`, as code units. */
export function inOneSpelling(text: string): number[] {
  const units: number[] = [];
  const spelling = new OneSpelling((unit) => units.push(unit));
  spelling.push(text);
  spelling.finish();
  return units;
}

function codeOf(reference: string): number | null {
  const [, decimal, hex] = /^#(?:0*([0-9]{1,7})|x0*([0-9A-Fa-f]{1,6}))$/.exec(reference) ?? [];
  const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null;
  return code !== null && code <= 0x10_ff_ff ? code : null;
}

function unitsOf(code: number): number[] {
  return unitsIn(String.fromCodePoint(code));
}

function unitsIn(text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

function isReferenceUnit(unit: number): boolean {
  return unit === 0x23 || (unit !== 0x5f && isWordUnit(unit));
}

function isHexDigit(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x66) || (unit >= 0x41 && unit <= 0x46);
}

/** Whether JSON writes the letter for a control character: b, f, n, r or t. */
function isEscapeLetter(unit: number): boolean {
  return unit === 0x62 || unit === 0x66 || unit === 0x6e || unit === 0x72 || unit === 0x74;
}
