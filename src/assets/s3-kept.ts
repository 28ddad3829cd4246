import { isOwnBlob, isOwnId } from "./own-names.js";
import { namesUnder, objectsUnder } from "./s3-listing.js";
import type { S3Folder } from "./s3-sweep.js";

/** Yields the bytes that are kept by their hash, of every tenant. */
export async function* keptBlobs({ s3, bucket, root }: S3Folder): AsyncGenerator<{ tenantId: string; sha256: string }> {
  for await (const tenantId of namesUnder(s3, bucket, root)) {
    for await (const shelf of namesUnder(s3, bucket, `${root}${tenantId}/`)) {
      if (!/^[0-9a-f]{2}$/.test(shelf)) continue;
      const folder = `${root}${tenantId}/${shelf}/`;
      for await (const page of objectsUnder(s3, bucket, folder)) {
        for (const { key } of page) {
          const sha256 = key.slice(folder.length);
          if (isOwnBlob(shelf, sha256)) yield { tenantId, sha256 };
        }
      }
    }
  }
}

/** Yields the bodies kept for one job that were written before a point in time. */
export async function* keptBodies(
  { s3, bucket, root }: S3Folder,
  before: number,
): AsyncGenerator<{ tenantId: string; jobId: string }> {
  for await (const tenantId of namesUnder(s3, bucket, root)) {
    const folder = `${root}${tenantId}/private/`;
    for await (const page of objectsUnder(s3, bucket, folder)) {
      for (const { key, writtenAt } of page) {
        const jobId = key.slice(folder.length);
        if (writtenAt < before && isOwnId(jobId)) yield { tenantId, jobId };
      }
    }
  }
}
