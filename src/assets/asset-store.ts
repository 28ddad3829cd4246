import type { AssetBytes } from "../domain/asset-bytes.js";

/** Bytes that arrived whole and have no name yet. */
export interface Upload {
  readonly sha256: string;
  readonly size: number;
  /** Makes the bytes durable under (tenant, sha256). Call it under a lease of the blob, outside of any transaction. */
  keep(): Promise<void>;
  /** Makes the bytes durable for one job alone, apart from all others and never shared by hash. */
  keepPrivate(jobId: string): Promise<void>;
  /** Forgets bytes that were not kept; never fails, since what it leaves is swept. */
  discard(): Promise<void>;
}

/** How large a body may be, and how large it said it is; 0 where it did not say. */
export interface UploadSize {
  readonly maxBytes: number;
  readonly announcedBytes: number;
}

/** Where the bytes of assets lie: by tenant and sha256, never under a name that a client chose. */
export interface AssetStore {
  /**
   * Streams a body in; `ASSET_TOO_LARGE` past `maxBytes`, `STORAGE_FULL` without room, before it is read if possible.
   */
  receive(tenantId: string, body: AsyncIterable<Uint8Array>, size: UploadSize): Promise<Upload>;
  /** `STORAGE_FULL` where it is known that so many bytes more have no room. */
  requireRoom(bytes: number): Promise<void>;
  /** The stored bytes; `ASSET_NOT_FOUND` when there are none. */
  open(tenantId: string, sha256: string): Promise<AssetBytes>;
  remove(tenantId: string, sha256: string): Promise<void>;
  /** The bytes kept for one job; `ASSET_NOT_FOUND` when there are none. */
  openPrivate(tenantId: string, jobId: string): Promise<AssetBytes>;
  removePrivate(tenantId: string, jobId: string): Promise<void>;
  /**
   * All kept bytes, except for those kept for one job; bytes that are stored or removed during the call may be among
   * them or not.
   */
  blobs(): AsyncIterable<{ readonly tenantId: string; readonly sha256: string }>;
  /** Those kept for one job that were written so long ago. */
  bodies(olderThanMs: number): AsyncIterable<{ readonly tenantId: string; readonly jobId: string }>;
  /** Removes bodies and uploads that were written so long ago and that the caller does not name as needed. */
  sweep(olderThanMs: number, isNeeded: (tenantId: string, jobId: string) => Promise<boolean>): Promise<number>;
  /** Removes everything of a tenant. */
  removeTenant(tenantId: string): Promise<void>;
}
