import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { Upload as UploadInParts } from "@aws-sdk/lib-storage";
import type { AssetBytes } from "../domain/asset-bytes.js";
import { isMissing, storageUnavailable } from "./asset-faults.js";
import type { AssetStore, Upload, UploadSize } from "./asset-store.js";
import { measuredBody } from "./measured-body.js";
import { openS3, type S3Endpoint } from "./s3-client.js";
import { copyObject } from "./s3-copy.js";
import { keptBlobs, keptBodies } from "./s3-kept.js";
import { readRange } from "./s3-range.js";
import { removeUnder, sweepUnder } from "./s3-sweep.js";

export interface S3Location extends S3Endpoint {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
}

/**
 * The number and the least size of an upload's parts in memory: the parts that are sent, and the part that is filled.
 */
const partsAtOnce = 2;
const leastPart = 8 * 2 ** 20;
const mostParts = 10_000;

/**
 * Stores assets in an S3 bucket, under keys that equal the local store's paths. An upload gets a key of its own, since
 * its hash is known only at its end, and is then copied on the server. The client reads endpoint and credentials.
 */
export function s3AssetStore({ bucket: Bucket, prefix, ...endpoint }: S3Location): AssetStore {
  const s3 = openS3(endpoint);
  const root = prefix === "" ? "" : `${prefix}/`;
  const blobKey = (tenantId: string, sha256: string) => `${root}${tenantId}/${sha256.slice(0, 2)}/${sha256}`;
  const privateKey = (tenantId: string, jobId: string) => `${root}${tenantId}/private/${jobId}`;

  async function receive(tenantId: string, body: AsyncIterable<Uint8Array>, { maxBytes }: UploadSize): Promise<Upload> {
    const from = `${root}${tenantId}/uploads/${randomUUID()}`;
    const measured = measuredBody(body, maxBytes);
    const upload = new UploadInParts({
      client: s3,
      params: { Bucket, Key: from, Body: Readable.from(measured.blocks) },
      queueSize: partsAtOnce,
      partSize: Math.max(leastPart, Math.ceil(maxBytes / mostParts)),
    });
    try {
      await upload.done();
    } catch (error) {
      throw measured.fault() ?? error;
    }
    const { sha256, size } = measured.measure();
    const copyTo = (to: string) => copyObject(s3, { bucket: Bucket, from, to, size });
    return {
      sha256,
      size,
      keep: () => copyTo(blobKey(tenantId, sha256)),
      keepPrivate: (jobId) => copyTo(privateKey(tenantId, jobId)),
      discard: () => remove(from).catch(() => undefined),
    };
  }

  async function remove(Key: string): Promise<void> {
    await s3.deleteObject({ Bucket, Key });
  }

  async function openObject(Key: string): Promise<AssetBytes> {
    const size = await sizeOf(Key);
    return { size, read: ({ start, end } = { start: 0, end: size }) => readRange(s3, { Bucket, Key }, start, end) };
  }

  async function sizeOf(Key: string): Promise<number> {
    try {
      return (await s3.headObject({ Bucket, Key })).ContentLength ?? 0;
    } catch (error) {
      // The response to HEAD has no body that distinguishes a missing object from a missing bucket.
      if (isMissing(error)) await requireBucket();
      throw error;
    }
  }

  async function requireBucket(): Promise<void> {
    await s3.headBucket({ Bucket }).catch((error: unknown) => {
      throw isMissing(error) ? storageUnavailable("NoSuchBucket") : error;
    });
  }

  return {
    receive,
    // A bucket does not report how much room it has left.
    requireRoom: async () => undefined,
    open: (tenantId, sha256) => openObject(blobKey(tenantId, sha256)),
    remove: (tenantId, sha256) => remove(blobKey(tenantId, sha256)),
    openPrivate: (tenantId, jobId) => openObject(privateKey(tenantId, jobId)),
    removePrivate: (tenantId, jobId) => remove(privateKey(tenantId, jobId)),
    blobs: () => keptBlobs({ s3, bucket: Bucket, root }),
    bodies: (olderThanMs) => keptBodies({ s3, bucket: Bucket, root }, Date.now() - olderThanMs),
    sweep: (olderThanMs, isNeeded) => sweepUnder({ s3, bucket: Bucket, root }, Date.now() - olderThanMs, isNeeded),
    removeTenant: (tenantId) => removeUnder({ s3, bucket: Bucket, root: `${root}${tenantId}/` }),
  };
}
