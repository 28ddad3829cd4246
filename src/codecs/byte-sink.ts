const LF = 0x0a;
const QUOTE = 0x22;
/** Up to here a loop copies faster. */
const fewBytes = 40;

/** Bytes that are put together, in a buffer that grows and is used again. */
export class ByteSink {
  private bytes: Buffer;
  length = 0;

  constructor(capacity = 1 << 20) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Room for so many more bytes; to be asked for before the calls below. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length + count));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  byte(value: number): void {
    this.bytes[this.length++] = value;
  }

  lineEnd(): void {
    this.bytes[this.length++] = LF;
  }

  /** A range of other bytes as they are. */
  copy(from: Buffer, start: number, end: number): void {
    const { bytes } = this;
    let to = this.length;
    // Most cells are shorter than what a call of the platform costs.
    if (end - start <= fewBytes) for (let at = start; at < end; at++) bytes[to++] = from[at] ?? 0;
    else to += from.copy(bytes, to, start, end);
    this.length = to;
  }

  /** What stands between two quotes, where a doubled one stands for one. */
  copyUnquoted(from: Buffer, start: number, end: number): void {
    const { bytes } = this;
    let to = this.length;
    for (let at = start; at < end; at++) {
      const byte = from[at] ?? 0;
      bytes[to++] = byte;
      if (byte === QUOTE) at++;
    }
    this.length = to;
  }

  /** Room for a length that is known once what it counts is written; to be handed to `fill`. */
  hole(): number {
    this.length += 4;
    return this.length;
  }

  /** The length of all that was written since the hole. */
  fill(hole: number): void {
    const { length } = this;
    this.length = hole - 4;
    this.int32(length - hole);
    this.length = length;
  }

  /** Four words as 32 hexadecimal digits, as Postgres reads a uuid. */
  hex(words: Int32Array, at: number): void {
    for (let word = at; word < at + 4; word++) {
      const value = words[word] ?? 0;
      for (let shift = 28; shift >= 0; shift -= 4) this.bytes[this.length++] = hexDigits[(value >>> shift) & 15] ?? 0;
    }
  }

  /** The lower 16 bits, the highest first, as Postgres sends numbers. */
  int16(value: number): void {
    this.bytes[this.length++] = value >>> 8;
    this.bytes[this.length++] = value;
  }

  /** The lower 32 bits, the highest first. */
  int32(value: number): void {
    const { bytes, length } = this;
    bytes[length] = value >>> 24;
    bytes[length + 1] = value >>> 16;
    bytes[length + 2] = value >>> 8;
    bytes[length + 3] = value;
    this.length = length + 4;
  }

  /** Four words as a uuid in Postgres's binary form, with its length. */
  uuid(words: Int32Array, at: number): void {
    this.int32(16);
    for (let word = at; word < at + 4; word++) this.int32(words[word] ?? 0);
  }

  text(value: string): void {
    this.reserve(value.length * 3);
    this.length += this.bytes.write(value, this.length);
  }

  /** What was put together; the sink is empty then, and the next bytes take the place of these. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }
}

const hexDigits = Buffer.from("0123456789abcdef");
