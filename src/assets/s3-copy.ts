import type { S3 } from "@aws-sdk/client-s3";

export interface S3Copy {
  readonly bucket: string;
  readonly from: string;
  readonly to: string;
  readonly size: number;
  /** The bytes of one request. S3 copies at most 5 GiB, and requires at least 5 MiB. */
  readonly partSize?: number;
}

/** Small enough that no server is silent for long during one request. With 10,000 parts, 2.5 TB can be copied. */
const defaultPartSize = 256 * 2 ** 20;
const atOnce = 4;

/** Copies an object on the server: by one request, or in parts, several at a time. */
export async function copyObject(s3: S3, copy: S3Copy): Promise<void> {
  const { bucket: Bucket, from, to: Key, size, partSize = defaultPartSize } = copy;
  const CopySource = encodeURI(`${Bucket}/${from}`);
  if (size <= partSize) {
    await s3.copyObject({ Bucket, Key, CopySource });
    return;
  }
  const { UploadId } = await s3.createMultipartUpload({ Bucket, Key });
  try {
    const starts = Array.from({ length: Math.ceil(size / partSize) }, (_, n) => n * partSize);
    const parts: { PartNumber: number; ETag: string | undefined }[] = [];
    const queue = starts.entries();
    const copyParts = async () => {
      for (const [at, start] of queue) {
        const CopySourceRange = `bytes=${start}-${Math.min(size, start + partSize) - 1}`;
        const PartNumber = at + 1;
        const answer = await s3.uploadPartCopy({ Bucket, Key, UploadId, PartNumber, CopySource, CopySourceRange });
        parts[at] = { PartNumber, ETag: answer.CopyPartResult?.ETag };
      }
    };
    await Promise.all(Array.from({ length: atOnce }, copyParts));
    await s3.completeMultipartUpload({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } });
  } catch (error) {
    // An upload that cannot be aborted here is swept.
    await s3.abortMultipartUpload({ Bucket, Key, UploadId }).catch(() => undefined);
    throw error;
  }
}
