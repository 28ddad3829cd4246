import type { DetectedFile } from "./detected-file.js";

/** The asset of a job, and what was made of it. */
interface JobFile {
  readonly assetSize: number;
  readonly assetContentType: string;
  /** Null where the asset is plain, or was not unpacked yet. */
  readonly detected: DetectedFile | null;
}

/** The content type of the plain bytes that a job's rows are read from. */
export function plainType({ detected, assetContentType }: Pick<JobFile, "detected" | "assetContentType">): string {
  return detected?.contentType ?? assetContentType;
}

/** Their number. */
export function plainSize({ detected, assetSize }: Pick<JobFile, "detected" | "assetSize">): number {
  return detected?.size ?? assetSize;
}
