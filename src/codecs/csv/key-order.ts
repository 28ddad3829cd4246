import type { KeyRange } from "../codec.js";

/** At most this many numbers of records are kept. */
const mostKept = 1 << 16;

/**
 * Compares each key of a file with the greatest earlier key. A repetition of a key is out of order, so only keys out of
 * order can be repetitions. If all keys ascend, no key is repeated.
 */
export class KeyOrder {
  /** The numbers of the records whose key is not greater than all earlier keys; null: too many to keep. */
  outOfOrder: number[] | null = [];
  /** The least key; null before the first key. */
  private least: string | null = null;
  private bytes: Buffer = Buffer.alloc(0);
  private start = 0;
  private end = 0;

  /**
   * @param no the record's number
   * @param bytes must not change until `keepGreatest` is called
   */
  add(no: number, bytes: Buffer, start: number, end: number): void {
    if (bytes.compare(this.bytes, this.start, this.end, start, end) > 0) {
      this.bytes = bytes;
      this.start = start;
      this.end = end;
      this.least ??= bytes.toString("utf8", start, end);
    } else this.addUncertain(no);
  }

  /** Adds a record whose key is out of order or cannot be read from its bytes. */
  addUncertain(no: number): void {
    if (this.outOfOrder?.length === mostKept) this.outOfOrder = null;
    this.outOfOrder?.push(no);
  }

  /** Returns the range of all keys; null if a key is uncertain or does not ascend. */
  ascended(): KeyRange | null {
    if (this.outOfOrder?.length !== 0 || this.least === null) return null;
    return { least: this.least, greatest: this.bytes.toString("utf8", this.start, this.end) };
  }

  /** Copies the greatest key, because the buffer with its bytes is about to be reused. */
  keepGreatest(): void {
    this.bytes = Buffer.from(this.bytes.subarray(this.start, this.end));
    this.start = 0;
    this.end = this.bytes.length;
  }
}
