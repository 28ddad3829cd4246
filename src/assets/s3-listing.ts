import type { ListMultipartUploadsOutput, ListObjectsV2Output, ListPartsOutput, S3 } from "@aws-sdk/client-s3";

/**
 * Yields the pages of a listing. The client's own paginator is not used: for an upload without parts, whose next marker
 * is 0, it requests pages forever.
 */
async function* pages<Page extends { IsTruncated?: boolean | undefined }>(
  ask: (last: Page | undefined) => Promise<Page>,
): AsyncGenerator<Page> {
  let page: Page | undefined;
  do {
    page = await ask(page);
    yield page;
  } while (page.IsTruncated);
}

/** Yields the names one level below a prefix that ends with a slash. */
export async function* namesUnder(s3: S3, Bucket: string, Prefix: string): AsyncGenerator<string> {
  const listing = pages<ListObjectsV2Output>((last) =>
    s3.listObjectsV2({ Bucket, Prefix, Delimiter: "/", ContinuationToken: last?.NextContinuationToken }),
  );
  for await (const { CommonPrefixes = [] } of listing) {
    for (const { Prefix: found = "" } of CommonPrefixes) yield found.slice(Prefix.length, -1);
  }
}

export interface FoundObject {
  readonly key: string;
  readonly writtenAt: number;
}

/**
 * The longest upload in parts, in milliseconds. Such an object is dated from its first byte, but is complete only
 * later. A hyphen in its ETag identifies it.
 */
const longestUpload = 24 * 60 * 60_000;

/** Yields the objects under a prefix, page by page. */
export async function* objectsUnder(s3: S3, Bucket: string, Prefix: string): AsyncGenerator<FoundObject[]> {
  const listing = pages<ListObjectsV2Output>((last) =>
    s3.listObjectsV2({ Bucket, Prefix, ContinuationToken: last?.NextContinuationToken }),
  );
  for await (const { Contents = [] } of listing) {
    yield Contents.map(({ Key = "", LastModified, ETag = "" }) => ({
      key: Key,
      writtenAt: (LastModified?.getTime() ?? Date.now()) + (ETag.includes("-") ? longestUpload : 0),
    }));
  }
}

/** An upload in parts that was begun and neither completed nor aborted. */
export interface OpenUpload {
  readonly Key: string;
  readonly UploadId: string;
  readonly begunAt: number;
}

export async function* openUploadsUnder(s3: S3, Bucket: string, Prefix: string): AsyncGenerator<OpenUpload> {
  const listing = pages<ListMultipartUploadsOutput>((last) => {
    const after = { KeyMarker: last?.NextKeyMarker, UploadIdMarker: last?.NextUploadIdMarker };
    return s3.listMultipartUploads({ Bucket, Prefix, ...after });
  });
  for await (const { Uploads = [] } of listing) {
    for (const { Key = "", UploadId = "", Initiated } of Uploads) {
      yield { Key, UploadId, begunAt: Initiated?.getTime() ?? Date.now() };
    }
  }
}

/** Returns when the last part arrived. An upload may take hours, and is active as long as parts arrive. */
export async function lastWriteOf(s3: S3, Bucket: string, { Key, UploadId, begunAt }: OpenUpload): Promise<number> {
  const listing = pages<ListPartsOutput>((last) =>
    s3.listParts({ Bucket, Key, UploadId, PartNumberMarker: last?.NextPartNumberMarker }),
  );
  let last = begunAt;
  for await (const { Parts = [] } of listing) {
    for (const { LastModified } of Parts) last = Math.max(last, LastModified?.getTime() ?? 0);
  }
  return last;
}
