import type { Chunk } from "../domain/file-plan.js";

/**
 * The minimum size of a chunk, in bytes. A chunk whose rows are all skipped is not read, and progress is reported after
 * each chunk.
 */
const smallestChunk = 16 << 20;
/** The most chunks of a file; bounds the stored plan. */
const mostChunks = 200;

/** Cuts a file into chunks at record boundaries. Records are added in the order of the file. */
export class ChunkCutter {
  readonly chunks: Chunk[] = [];
  private readonly target: number;
  private open: { start: number; firstLine: number; rows: number } | null = null;

  /** @param size of the file, in bytes */
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
