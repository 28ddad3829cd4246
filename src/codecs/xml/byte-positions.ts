import { isAscii } from "node:buffer";

/**
 * Where the characters of a text that arrives in blocks lie in the file's bytes. Asked in order, it counts each once.
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

  /** Characters so far, as JavaScript counts them. */
  get characters(): number {
    return this.textEnd;
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.byteEnd;
  }

  /** Takes the next whole characters, and gives them as text. */
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

  /** The byte of a character of the block, at or after the one asked for before. */
  byteAt(character: number): number {
    const between = this.ascii
      ? character - this.atCharacter
      : Buffer.byteLength(this.text.slice(this.atCharacter - this.textStart, character - this.textStart));
    this.atCharacter = character;
    this.atByte += between;
    return this.atByte;
  }
}
