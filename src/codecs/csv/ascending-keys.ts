/** Compares each key of a file with the one before: where all ascend, none stands twice. */
export class AscendingKeys {
  private isAscending = true;
  private bytes: Buffer = Buffer.alloc(0);
  private start = 0;
  private end = 0;

  /** Whether each key so far came after the one before. */
  get ascend(): boolean {
    return this.isAscending;
  }

  /** @param bytes are to stay as they are until the next key is added, or `keepLast` is called */
  add(bytes: Buffer, start: number, end: number): void {
    this.isAscending &&= bytes.compare(this.bytes, this.start, this.end, start, end) > 0;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  /** A key of which the bytes say nothing. */
  addUncertain(): void {
    this.isAscending = false;
  }

  /** Copies the last key, whose bytes are about to be used again. */
  keepLast(): void {
    this.bytes = Buffer.from(this.bytes.subarray(this.start, this.end));
    this.start = 0;
    this.end = this.bytes.length;
  }
}
