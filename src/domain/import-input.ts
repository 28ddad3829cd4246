import { entityNamed } from "./entities/index.js";
import { hashedField } from "./entity.js";
import { isSmallImport } from "./job.js";

/** What an import's workflow has to know of its job. */
export function importInput(job: {
  readonly id: string;
  readonly entity: string;
  readonly assetPath: string;
  readonly assetSize: number;
}) {
  const small = isSmallImport(job.assetSize) && hashedField(entityNamed(job.entity)) === null;
  return { jobId: job.id, entity: job.entity, file: fileName(job.assetPath), small };
}

/** Summaries end at 400 bytes; the whole path is in the memo. */
export function fileName(path: string): string {
  return path.length <= 60 ? path : `…${path.slice(-59).toWellFormed()}`;
}
