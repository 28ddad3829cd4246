import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DomainError } from "../../domain/errors.js";
import { sheetDamaged, sheetTooLarge } from "../archive-faults.js";

/**
 * The size of a block, in bytes. It is small because the cells of a sorted sheet refer to strings in any order, and
 * each read takes a whole block.
 */
const blockBytes = 1 << 14;
/** The most blocks in memory: 16 MB. */
const mostBlocks = 1_024;
/** The most strings. Their positions take 128 MB. */
const mostStrings = 2 ** 25 - 2;
/** The most bytes of all strings. Positions are stored in four bytes. */
const mostBytes = 2 ** 32 - 1;

/**
 * The strings that the cells of a workbook share, by number. All but some megabytes are stored in a file of the
 * temporary folder. The file's name is removed at once, so that the system frees the file when the process ends. Throws
 * `STORAGE_FULL` if the folder has no room.
 */
export class SharedStrings {
  private starts = new Uint32Array(1 << 10);
  private count = 0;
  private size = 0;
  private open = Buffer.alloc(blockBytes);
  private file: number | null = null;
  private last: { readonly number: number; readonly block: Buffer } = { number: -1, block: this.open };
  /** The blocks in memory by number, the most recently used last. */
  private readonly blocks = new Map<number, Buffer>();

  add(text: string): void {
    if (this.count >= mostStrings) throw sheetTooLarge(`its cells share more than ${mostStrings} strings`);
    if (this.count + 1 >= this.starts.length) this.starts = grown(this.starts);
    const bytes = Buffer.from(text);
    if (this.size + bytes.length > mostBytes) throw sheetTooLarge("its shared strings have more than 4 GB");
    for (let from = 0; from < bytes.length; ) {
      const at = this.size % blockBytes;
      const copied = bytes.copy(this.open, at, from);
      from += copied;
      this.size += copied;
      if (at + copied === blockBytes) this.closeBlock();
    }
    this.starts[++this.count] = this.size;
  }

  /** Returns the string of a number. Throws `SPREADSHEET_DAMAGED` if there is no such string. */
  text(number: number): string {
    if (!(number >= 0 && number < this.count)) throw sheetDamaged("a cell names a string that is not there");
    const [start, end] = [this.starts[number] ?? 0, this.starts[number + 1] ?? 0];
    if (start === end) return "";
    const [first, last] = [Math.floor(start / blockBytes), Math.floor((end - 1) / blockBytes)];
    if (first === last) return this.block(first).toString("utf8", start - first * blockBytes, end - first * blockBytes);
    const parts = Array.from({ length: last - first + 1 }, (_, at) => this.block(first + at));
    return Buffer.concat(parts).toString("utf8", start - first * blockBytes, end - first * blockBytes);
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
    this.blocks.clear();
  }

  private closeBlock(): void {
    const number = this.size / blockBytes - 1;
    this.keep(number, this.open);
    if (this.file !== null) write(this.file, number, this.open);
    this.open = Buffer.alloc(blockBytes);
  }

  private block(number: number): Buffer {
    if (number === Math.floor(this.size / blockBytes)) return this.open;
    if (number === this.last.number) return this.last.block;
    let block = this.blocks.get(number);
    if (block) this.blocks.delete(number);
    else block = this.read(number);
    this.keep(number, block);
    this.last = { number, block };
    return block;
  }

  private read(number: number): Buffer {
    const block = Buffer.alloc(blockBytes);
    for (let done = 0; done < blockBytes; ) {
      const count = readSync(this.file ?? -1, block, done, blockBytes - done, number * blockBytes + done);
      if (count === 0) throw new Error("the file of the shared strings was cut");
      done += count;
    }
    return block;
  }

  /** Adds a block as the most recently used. Evicts the least recently used block, which is in the file. */
  private keep(number: number, block: Buffer): void {
    this.blocks.set(number, block);
    if (this.blocks.size <= mostBlocks) return;
    if (this.file === null) this.spill();
    const [oldest = 0] = this.blocks.keys();
    this.blocks.delete(oldest);
  }

  private spill(): void {
    const path = join(tmpdir(), `bulkhead-strings-${randomUUID()}`);
    this.file = openSync(path, "wx+", 0o600);
    unlinkSync(path);
    for (const [number, block] of this.blocks) write(this.file, number, block);
  }
}

function write(file: number, number: number, block: Buffer): void {
  try {
    for (let done = 0; done < blockBytes; ) {
      done += writeSync(file, block, done, blockBytes - done, number * blockBytes + done);
    }
  } catch (error) {
    const isFull = error instanceof Error && "code" in error && error.code === "ENOSPC";
    throw isFull ? noRoom() : error;
  }
}

function noRoom(): DomainError {
  const hint = "Give the worker's temporary folder room, or save the sheet as CSV.";
  return new DomainError("STORAGE_FULL", "There is no room left to unpack the workbook.", hint);
}

function grown(places: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(places.length * 2);
  larger.set(places);
  return larger;
}
