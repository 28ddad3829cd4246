import type { Chunk } from "../domain/file-plan.js";

/** A chunk whose rows are all skipped is not read, and progress is reported after each. */
const smallestChunk = 16 << 20;
/** Bounds the stored plan at any size of file. */
const mostChunks = 200;

/** Cuts a file into chunks between its records, which it gets in order. */
export class ChunkCutter {
  readonly chunks: Chunk[] = [];
  private readonly target: number;
  private open: { start: number; firstLine: number; rows: number } | null = null;

  /** @param size the file's bytes */
  constructor(size: number) {
    this.target = Math.max(smallestChunk, Math.ceil(size / mostChunks));
  }

  add(start: number, line: number): void {
    if (this.open && start - this.open.start >= this.target) this.close(start);
    this.open ??= { start, firstLine: line, rows: 0 };
    this.open.rows++;
  }

  /** Ends the open chunk before `end`. */
  close(end: number): void {
    if (this.open) this.chunks.push({ no: this.chunks.length, end, ...this.open });
    this.open = null;
  }
}
