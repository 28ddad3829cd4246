import type { S3 } from "@aws-sdk/client-s3";
import { isMissing, storageUnavailable } from "./asset-faults.js";
import { isOwnId, isOwnPath } from "./own-names.js";
import { lastWriteOf, namesUnder, type OpenUpload, objectsUnder, openUploadsUnder } from "./s3-listing.js";

/** A part of a bucket: everything under a prefix that is empty or ends with a slash. */
export interface S3Folder {
  readonly s3: S3;
  readonly bucket: string;
  readonly root: string;
}

/**
 * Removes uploads that were not kept, bodies that no job needs, and interrupted uploads in parts. Returns their number.
 */
export async function sweepUnder(
  { s3, bucket, root }: S3Folder,
  before: number,
  isNeeded: (tenantId: string, jobId: string) => Promise<boolean>,
): Promise<number> {
  let removed = 0;
  for await (const tenantId of namesUnder(s3, bucket, root)) {
    for (const kind of ["uploads", "private"]) {
      const folder = `${root}${tenantId}/${kind}/`;
      for await (const page of objectsUnder(s3, bucket, folder)) {
        for (const { key, writtenAt } of page) {
          if (writtenAt >= before || !isOwnId(key.slice(folder.length))) continue;
          if (kind === "private" && (await isNeeded(tenantId, key.slice(folder.length)))) continue;
          await s3.deleteObject({ Bucket: bucket, Key: key });
          removed++;
        }
      }
    }
  }
  for await (const upload of openUploadsUnder(s3, bucket, root)) {
    if (upload.begunAt >= before || !isOwnPath(upload.Key.slice(root.length))) continue;
    const aborted = await unlessGone(async () => {
      if ((await lastWriteOf(s3, bucket, upload)) >= before) return false;
      await abort(s3, bucket, upload);
      return true;
    });
    if (aborted) removed++;
  }
  return removed;
}

/** Removes everything under a prefix. */
export async function removeUnder({ s3, bucket, root }: S3Folder): Promise<void> {
  for await (const upload of openUploadsUnder(s3, bucket, root)) await unlessGone(() => abort(s3, bucket, upload));
  for await (const page of objectsUnder(s3, bucket, root)) {
    if (page.length === 0) continue;
    const Objects = page.map(({ key: Key }) => ({ Key }));
    const { Errors: [refused] = [] } = await s3.deleteObjects({ Bucket: bucket, Delete: { Objects, Quiet: true } });
    if (refused) throw storageUnavailable(refused.Code ?? "DeleteObjects");
  }
}

async function abort(s3: S3, Bucket: string, { Key, UploadId }: OpenUpload): Promise<void> {
  await s3.abortMultipartUpload({ Bucket, Key, UploadId });
}

/**
 * Runs a step; returns undefined if its upload does not exist. Every process sweeps, and a listed upload may end before
 * the step.
 */
async function unlessGone<T>(step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
