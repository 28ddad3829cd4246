import type { DetectedFile } from "./detected-file.js";

/** The asset of a job, and the result of unpacking it. */
interface JobFile {
  readonly assetSize: number;
  readonly assetContentType: string;
  /** Null if the asset is plain, or has not been unpacked yet. */
  readonly detected: DetectedFile | null;
}

/** Returns the content type of the plain bytes that a job's rows are read from. */
export function plainType({ detected, assetContentType }: Pick<JobFile, "detected" | "assetContentType">): string {
  return detected?.contentType ?? assetContentType;
}

/** Returns the number of plain bytes that a job's rows are read from. */
export function plainSize({ detected, assetSize }: Pick<JobFile, "detected" | "assetSize">): number {
  return detected?.size ?? assetSize;
}
