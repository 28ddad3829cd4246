import type { AssetBytes } from "../domain/asset-bytes.js";

/** Completely received bytes that have no name yet. */
export interface Upload {
  readonly sha256: string;
  readonly size: number;
  /** Makes the bytes durable under (tenant, sha256). Call it under a lease of the blob, outside of any transaction. */
  keep(): Promise<void>;
  /** Makes the bytes durable for one job only. They are stored separately, and are never shared by hash. */
  keepPrivate(jobId: string): Promise<void>;
  /** Deletes bytes that were not kept. Never fails, since remaining bytes are swept. */
  discard(): Promise<void>;
}

/** The maximum size of a body, and the size that the sender announced; 0 if none was announced. */
export interface UploadSize {
  readonly maxBytes: number;
  readonly announcedBytes: number;
}

/** The store of the assets' bytes, by tenant and sha256, never under a name that a client chose. */
export interface AssetStore {
  /**
   * Receives a streamed body. Throws `ASSET_TOO_LARGE` past `maxBytes`, and `STORAGE_FULL` without room, if possible
   * before the body is read.
   */
  receive(tenantId: string, body: AsyncIterable<Uint8Array>, size: UploadSize): Promise<Upload>;
  /** Throws `STORAGE_FULL` if the store knows that it has no room for so many more bytes. */
  requireRoom(bytes: number): Promise<void>;
  /** Returns the stored bytes. Throws `ASSET_NOT_FOUND` if there are none. */
  open(tenantId: string, sha256: string): Promise<AssetBytes>;
  remove(tenantId: string, sha256: string): Promise<void>;
  /** Returns the bytes kept for one job. Throws `ASSET_NOT_FOUND` if there are none. */
  openPrivate(tenantId: string, jobId: string): Promise<AssetBytes>;
  removePrivate(tenantId: string, jobId: string): Promise<void>;
  /**
   * Lists all kept bytes, except for those kept for one job. Bytes that are stored or removed during the call may be
   * listed or not.
   */
  blobs(): AsyncIterable<{ readonly tenantId: string; readonly sha256: string }>;
  /** Lists the bytes kept for one job that were written at least so long ago. */
  bodies(olderThanMs: number): AsyncIterable<{ readonly tenantId: string; readonly jobId: string }>;
  /**
   * Removes uploads and bodies that were written at least so long ago, except for bodies that the caller needs. Returns
   * the number of removed files.
   */
  sweep(olderThanMs: number, isNeeded: (tenantId: string, jobId: string) => Promise<boolean>): Promise<number>;
  /** Removes everything of a tenant. */
  removeTenant(tenantId: string): Promise<void>;
}
