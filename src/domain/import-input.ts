import { entityNamed } from "./entities/index.js";
import { hashedField } from "./entity.js";
import { isSmallImport } from "./job.js";
import { packageEntity } from "./packages/package-entity.js";
import { mayBePacked } from "./packing.js";

/** Returns the input of an import's workflow: the facts about the job that the workflow needs. */
export function importInput(job: {
  readonly id: string;
  readonly entity: string;
  readonly assetPath: string;
  readonly assetSize: number;
  readonly assetContentType: string;
  readonly assetSha256: string;
  readonly sourceUrl: string | null;
}) {
  const named = { jobId: job.id, entity: job.entity, file: fileName(job.assetPath) };
  const remote = isNotDownloaded(job);
  if (job.entity === packageEntity) return { ...named, small: false, package: true, ...(remote && { remote }) };
  if (remote) return { ...named, small: false, packed: true, remote };
  const packed = mayBePacked(job.assetContentType);
  const small = !packed && isImportedAtOnce(job.entity, job.assetSize);
  return { ...named, small, ...(packed && { packed }) };
}

/** Whether the bytes of a job are still to be downloaded. */
export function isNotDownloaded(job: { readonly sourceUrl: string | null; readonly assetSha256: string }): boolean {
  return job.sourceUrl !== null && job.assetSha256 === "";
}

/** Whether a file of this many plain bytes is imported in one step. */
export function isImportedAtOnce(entity: string, size: number): boolean {
  return isSmallImport(size) && hashedField(entityNamed(entity)) === null;
}

/** Shortens a path for summaries, which are limited to 400 bytes. The whole path is in the memo. */
export function fileName(path: string): string {
  return path.length <= 60 ? path : `…${path.slice(-59).toWellFormed()}`;
}
