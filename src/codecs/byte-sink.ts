const LF = 0x0a;

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
    from.copy(this.bytes, this.length, start, end);
    this.length += end - start;
  }

  /** A whole number from 0, in digits. */
  digits(value: number): void {
    let count = 1;
    for (let power = 10; power <= value; power *= 10) count++;
    let rest = value;
    for (let at = this.length + count - 1; at >= this.length; at--) {
      const quotient = Math.floor(rest / 10);
      this.bytes[at] = 0x30 + (rest - quotient * 10);
      rest = quotient;
    }
    this.length += count;
  }

  /** Four words as 32 hexadecimal digits, as Postgres reads a uuid. */
  hex(words: Int32Array, at: number): void {
    for (let word = at; word < at + 4; word++) {
      const value = words[word] ?? 0;
      for (let shift = 28; shift >= 0; shift -= 4) this.bytes[this.length++] = hexDigits[(value >>> shift) & 15] ?? 0;
    }
  }

  bigEndian(value: number): void {
    this.bytes.writeInt32BE(value | 0, this.length);
    this.length += 4;
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
