import { isAscii } from "node:buffer";

/**
 * Maps the characters of a text that arrives in blocks to their byte positions in the file. Calls must be in ascending
 * order, so that each character is counted once.
 */
export class BytePositions {
  private text = "";
  private ascii = true;
  private textStart: number;
  private textEnd: number;
  private byteEnd: number;
  private atCharacter = 0;
  private atByte = 0;

  /** @param origin the position of the next character, and of its byte */
  constructor(origin: { readonly character: number; readonly byte: number }) {
    this.textStart = origin.character;
    this.textEnd = origin.character;
    this.byteEnd = origin.byte;
  }

  /** The number of characters so far, in UTF-16 code units. */
  get characters(): number {
    return this.textEnd;
  }

  /** The byte position after the characters so far. */
  get bytes(): number {
    return this.byteEnd;
  }

  /** Takes the next whole characters, and returns them as text. */
  next(characters: Buffer): string {
    this.ascii = isAscii(characters);
    this.text = characters.toString(this.ascii ? "latin1" : "utf8");
    this.textStart = this.textEnd;
    this.atCharacter = this.textEnd;
    this.atByte = this.byteEnd;
    this.textEnd += this.text.length;
    this.byteEnd += characters.length;
    return this.text;
  }

  /** Returns the byte position of a character of the block, at or after the character of the previous call. */
  byteAt(character: number): number {
    const between = this.ascii
      ? character - this.atCharacter
      : Buffer.byteLength(this.text.slice(this.atCharacter - this.textStart, character - this.textStart));
    this.atCharacter = character;
    this.atByte += between;
    return this.atByte;
  }
}
