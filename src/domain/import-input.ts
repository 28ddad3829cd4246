import { entityNamed } from "./entities/index.js";
import { hashedField } from "./entity.js";
import { isSmallImport } from "./job.js";
import { mayBePacked } from "./packing.js";

/** What an import's workflow has to know of its job. */
export function importInput(job: {
  readonly id: string;
  readonly entity: string;
  readonly assetPath: string;
  readonly assetSize: number;
  readonly assetContentType: string;
}) {
  const packed = mayBePacked(job.assetContentType);
  const small = !packed && isImportedAtOnce(job.entity, job.assetSize);
  return { jobId: job.id, entity: job.entity, file: fileName(job.assetPath), small, ...(packed && { packed }) };
}

/** Whether one step imports a file of so many plain bytes. */
export function isImportedAtOnce(entity: string, size: number): boolean {
  return isSmallImport(size) && hashedField(entityNamed(entity)) === null;
}

/** Summaries end at 400 bytes; the whole path is in the memo. */
export function fileName(path: string): string {
  return path.length <= 60 ? path : `…${path.slice(-59).toWellFormed()}`;
}
