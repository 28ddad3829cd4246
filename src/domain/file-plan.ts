import type { FileLayout } from "./file-layout.js";
import type { FileWarnings } from "./job.js";

/** A byte range that begins and ends between records, with the line of its first record. */
export interface Chunk {
  readonly no: number;
  readonly start: number;
  readonly end: number;
  readonly firstLine: number;
  readonly rows: number;
}

/** What a survey found about a file. */
export interface FilePlan {
  readonly layout: FileLayout;
  readonly chunks: readonly Chunk[];
  readonly rows: number;
  readonly warnings: FileWarnings;
}
