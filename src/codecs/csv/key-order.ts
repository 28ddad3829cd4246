import type { KeyRange } from "../codec.js";

/** At most this many numbers of records are kept. */
const mostKept = 1 << 16;

/**
 * Compares each key of a file with the greatest before it. A key that stands twice is out of order where it stands
 * again, so only the keys out of order can be repeated, and none is where all ascend.
 */
export class KeyOrder {
  /** The numbers of the records whose key is not greater than all before; null: they are too many to keep. */
  outOfOrder: number[] | null = [];
  /** Null until there is a key. */
  private least: string | null = null;
  private bytes: Buffer = Buffer.alloc(0);
  private start = 0;
  private end = 0;

  /**
   * @param no the record's number
   * @param bytes are to stay as they are until `keepGreatest` is called
   */
  add(no: number, bytes: Buffer, start: number, end: number): void {
    if (bytes.compare(this.bytes, this.start, this.end, start, end) > 0) {
      this.bytes = bytes;
      this.start = start;
      this.end = end;
      this.least ??= bytes.toString("utf8", start, end);
    } else this.addUncertain(no);
  }

  /** A record whose key its bytes do not tell. */
  addUncertain(no: number): void {
    if (this.outOfOrder?.length === mostKept) this.outOfOrder = null;
    this.outOfOrder?.push(no);
  }

  /** The range of all keys; null where one is uncertain or does not ascend. */
  ascended(): KeyRange | null {
    if (this.outOfOrder?.length !== 0 || this.least === null) return null;
    return { least: this.least, greatest: this.bytes.toString("utf8", this.start, this.end) };
  }

  /** Copies the greatest key, whose bytes are about to be used again. */
  keepGreatest(): void {
    this.bytes = Buffer.from(this.bytes.subarray(this.start, this.end));
    this.start = 0;
    this.end = this.bytes.length;
  }
}
