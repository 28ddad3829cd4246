import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AssetBytes } from "../domain/asset-bytes.js";
import { assetNotFound, storageFull, storageUnavailable } from "./asset-faults.js";
import type { AssetStore, Upload, UploadSize } from "./asset-store.js";
import { measuredBody } from "./measured-body.js";
import { isOwnBlob, isOwnId } from "./own-names.js";

const readSize = 256 << 10;
/** The free space is checked again after so many bytes of an upload, since other processes fill the disk, too. */
const checkedEvery = 64 << 20;

export interface LocalFolder {
  readonly folder: string;
  /** Bytes of its file system that uploads leave free. */
  readonly reserveBytes: number;
}

/**
 * Stores assets in a local folder: `<root>/<tenant>/<first two digits>/<sha256>`, bodies with secrets in
 * `<root>/<tenant>/private/<job id>`, uploads in `<root>/<tenant>/uploads` until complete. Only the service's account
 * can read them.
 */
export function localAssetStore({ folder: root, reserveBytes }: LocalFolder): AssetStore {
  const blobPath = (tenantId: string, sha256: string) => join(root, tenantId, sha256.slice(0, 2), sha256);

  const privatePath = (tenantId: string, jobId: string) => join(root, tenantId, "private", jobId);

  async function requireRoom(bytes: number): Promise<void> {
    await mkdir(root, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(root);
    if (bavail * bsize < bytes + reserveBytes) throw storageFull();
  }

  async function receive(
    tenantId: string,
    body: AsyncIterable<Uint8Array>,
    { maxBytes, announcedBytes }: UploadSize,
  ): Promise<Upload> {
    await requireRoom(announcedBytes);
    const folder = join(root, tenantId, "uploads");
    await makeFolder(folder);
    const temporary = join(folder, randomUUID());
    const measured = measuredBody(body, maxBytes);
    const file = await open(temporary, "wx", 0o600);
    try {
      // `appendFile` writes the whole block; a plain write may write only a part.
      let written = 0;
      for await (const block of measured.blocks) {
        await file.appendFile(block);
        written += block.length;
        if (written < checkedEvery) continue;
        await requireRoom(0);
        written = 0;
      }
      await file.sync();
    } catch (error) {
      await rm(temporary, { force: true });
      throw isNoSpace(error) ? storageFull() : error;
    } finally {
      await file.close();
    }
    const { sha256, size } = measured.measure();
    async function moveTo(target: string): Promise<void> {
      await makeFolder(dirname(target));
      await rename(temporary, target);
      await syncFolder(dirname(target));
    }
    return {
      sha256,
      size,
      keep: () => guarded(() => moveTo(blobPath(tenantId, sha256))),
      keepPrivate: (jobId) => guarded(() => moveTo(privatePath(tenantId, jobId))),
      discard: () => rm(temporary, { force: true }).catch(() => undefined),
    };
  }

  const remove = (path: string) => guarded(() => rm(path, { force: true }));
  return {
    receive: (...upload) => guarded(() => receive(...upload)),
    requireRoom: (bytes) => guarded(() => requireRoom(bytes)),
    open: (tenantId, sha256) => guarded(() => openFile(blobPath(tenantId, sha256))),
    remove: (tenantId, sha256) => remove(blobPath(tenantId, sha256)),
    openPrivate: (tenantId, jobId) => guarded(() => openFile(privatePath(tenantId, jobId))),
    removePrivate: (tenantId, jobId) => remove(privatePath(tenantId, jobId)),
    blobs: () => listBlobs(root),
    bodies: (olderThanMs) => listBodies(root, Date.now() - olderThanMs),
    sweep: (olderThanMs, isNeeded) => guarded(() => sweepFolder(root, Date.now() - olderThanMs, isNeeded)),
    removeTenant: (tenantId) => guarded(() => rm(join(root, tenantId), { recursive: true, force: true })),
  };
}

/** Reports a folder that the system user may not use as an outage: steps wait until an operator has opened it. */
async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw withoutRight(error);
  }
}

function withoutRight(error: unknown): unknown {
  const code = ["EACCES", "EPERM", "EROFS"].find((known) => hasCode(error, known));
  return code === undefined ? error : storageUnavailable(code);
}

/** Makes a folder and its parents. On a full disk Node reports `ENOENT` for a parent. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw isNoSpace(error) || hasCode(error, "ENOENT") ? storageFull() : error;
  }
}

async function* listBlobs(root: string): AsyncGenerator<{ tenantId: string; sha256: string }> {
  for (const tenantId of await namesIn(root)) {
    for (const shelf of await namesIn(join(root, tenantId))) {
      if (!/^[0-9a-f]{2}$/.test(shelf)) continue;
      for (const sha256 of await namesIn(join(root, tenantId, shelf))) {
        if (isOwnBlob(shelf, sha256)) yield { tenantId, sha256 };
      }
    }
  }
}

async function* listBodies(root: string, before: number): AsyncGenerator<{ tenantId: string; jobId: string }> {
  for (const tenantId of await namesIn(root)) {
    for await (const jobId of olderIn(join(root, tenantId, "private"), before)) yield { tenantId, jobId };
  }
}

/** Removes old uploads, which have no job, and old bodies that no job needs, since their commit failed. */
async function sweepFolder(
  root: string,
  before: number,
  isNeeded: (tenantId: string, jobId: string) => Promise<boolean>,
): Promise<number> {
  let removed = 0;
  for (const tenantId of await namesIn(root)) {
    for (const kind of ["uploads", "private"]) {
      for await (const name of olderIn(join(root, tenantId, kind), before)) {
        if (kind === "private" && (await isNeeded(tenantId, name))) continue;
        await rm(join(root, tenantId, kind, name), { force: true });
        removed++;
      }
    }
  }
  return removed;
}

/** Yields the names of uploads or bodies that were written before a point in time. */
async function* olderIn(folder: string, before: number): AsyncGenerator<string> {
  for (const name of await namesIn(folder)) {
    if (!isOwnId(name)) continue;
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: before }));
    if (mtimeMs < before) yield name;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw withoutRight(error);
  }
}

async function openFile(path: string): Promise<AssetBytes> {
  const size = await sizeOf(path);
  if (size === null) throw assetNotFound();
  return { size, read: ({ start, end } = { start: 0, end: size }) => readRange(path, start, end) };
}

async function* readRange(path: string, start: number, end: number): AsyncGenerator<Buffer> {
  if (start >= end) return;
  try {
    for await (const block of createReadStream(path, { start, end: end - 1, highWaterMark: readSize })) yield block;
  } catch (error) {
    throw withoutRight(error);
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

/** Syncs a folder: a renamed file is durable only after its folder is synced. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

function isNoSpace(error: unknown): boolean {
  return hasCode(error, "ENOSPC", "EDQUOT");
}
