const LF = 0x0a;
const QUOTE = 0x22;
/** Up to this many bytes, a loop copies faster than `Buffer.copy`. */
const fewBytes = 40;

/** A buffer that grows as bytes are appended, and that is reused after `take`. */
export class ByteSink {
  private bytes: Buffer;
  length = 0;

  constructor(capacity = 1 << 20) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Makes room for `count` more bytes. Call it before the methods below. */
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

  /** Appends a range of other bytes unchanged. */
  copy(from: Buffer, start: number, end: number): void {
    const { bytes } = this;
    let to = this.length;
    // Most cells are so short that a native call costs more than the loop.
    if (end - start <= fewBytes) for (let at = start; at < end; at++) bytes[to++] = from[at] ?? 0;
    else to += from.copy(bytes, to, start, end);
    this.length = to;
  }

  /** Appends the content of a quoted cell, with each doubled quote as a single quote. */
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

  /** Reserves 4 bytes for a length that is not known yet. Returns the position for `fill`. */
  hole(): number {
    this.length += 4;
    return this.length;
  }

  /** Writes the number of bytes appended since `hole` into the reserved bytes. */
  fill(hole: number): void {
    const { length } = this;
    this.length = hole - 4;
    this.int32(length - hole);
    this.length = length;
  }

  /** Appends four words as 32 hexadecimal digits, as Postgres reads a uuid. */
  hex(words: Int32Array, at: number): void {
    for (let word = at; word < at + 4; word++) {
      const value = words[word] ?? 0;
      for (let shift = 28; shift >= 0; shift -= 4) this.bytes[this.length++] = hexDigits[(value >>> shift) & 15] ?? 0;
    }
  }

  /** Appends the lower 16 bits, most significant byte first, as in Postgres's binary format. */
  int16(value: number): void {
    this.bytes[this.length++] = value >>> 8;
    this.bytes[this.length++] = value;
  }

  /** Appends the lower 32 bits, most significant byte first. */
  int32(value: number): void {
    const { bytes, length } = this;
    bytes[length] = value >>> 24;
    bytes[length + 1] = value >>> 16;
    bytes[length + 2] = value >>> 8;
    bytes[length + 3] = value;
    this.length = length + 4;
  }

  /** Appends four words as a uuid in Postgres's binary format, with its length. */
  uuid(words: Int32Array, at: number): void {
    this.int32(16);
    for (let word = at; word < at + 4; word++) this.int32(words[word] ?? 0);
  }

  text(value: string): void {
    this.reserve(value.length * 3);
    this.length += this.bytes.write(value, this.length);
  }

  /** Returns the appended bytes and empties the sink. Later appends overwrite the returned bytes. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }
}

const hexDigits = Buffer.from("0123456789abcdef");
