import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { localAssetStore } from "../../src/assets/local-asset-store.js";
import { canMount, mountTinyDisk } from "../support/tiny-disk.js";
import { assetStoreContract } from "./asset-store-contract.js";

const folders: string[] = [];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-assets-"));
  folders.push(folder);
  return folder;
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

const full = expect.objectContaining({ code: "STORAGE_FULL" });

describe("assets in a folder", () => {
  assetStoreContract(async () => {
    const folder = await newFolder();
    return { store: localAssetStore({ folder, reserveBytes: 0 }), names: () => filesIn(folder) };
  });

  test("a folder that the system user may not use is an outage, which names the system's code", async () => {
    // Root may not make folders there either.
    const store = localAssetStore({ folder: "/sys/bulkhead", reserveBytes: 0 });
    await expect(store.requireRoom(1)).rejects.toMatchObject({
      code: "STORAGE_UNAVAILABLE",
      message: expect.stringMatching(/\((EPERM|EACCES|EROFS)\)/),
    });
  });

  const everything = Number.MAX_SAFE_INTEGER;
  test.each([
    ["that has less room than the reserve", everything, 0],
    ["that the announced body would fill", 0, everything],
  ])("on a disk %s an upload is refused before it is read", async (_, reserveBytes, announcedBytes) => {
    const folder = await newFolder();
    const store = localAssetStore({ folder, reserveBytes });
    let read = false;
    async function* body() {
      read = true;
      yield Buffer.alloc(1);
    }
    const receiving = store.receive("default", body(), { maxBytes: everything, announcedBytes });
    await expect(receiving).rejects.toEqual(full);
    expect(read).toBe(false);
    expect(await filesIn(folder)).toEqual([]);
  });

  test("files with names that the store does not give are neither listed nor swept, however old", async () => {
    const folder = await newFolder();
    const store = localAssetStore({ folder, reserveBytes: 0 });
    const ours = ["default/uploads", "default/private"].map((kind) => join(folder, kind, randomUUID()));
    const theirs = ["site/uploads/photo.jpg", "site/private/notes.txt", "site/ab/abacus", `site/ab/${"c".repeat(64)}`];
    const files = [...ours, ...theirs.map((name) => join(folder, name))];
    for (const file of files) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, "bytes");
      await utimes(file, 0, 0);
    }
    const [blobs, bodies] = [[] as object[], [] as object[]];
    for await (const blob of store.blobs()) blobs.push(blob);
    for await (const body of store.bodies(0)) bodies.push(body);
    expect([blobs.length, bodies.length]).toEqual([0, 1]);
    expect(await store.sweep(0, async () => false)).toBe(2);
    expect((await filesIn(folder)).sort()).toEqual(theirs.map((name) => join(folder, name)).sort());
  });

  if (canMount) {
    test("a disk that fills up on the way refuses the upload, and has its room back", async () => {
      const folder = await newFolder();
      const unmount = mountTinyDisk(folder, 2 ** 21);
      const store = localAssetStore({ folder, reserveBytes: 2 ** 19 });
      async function* body(blocks: number) {
        for (let n = 0; n < blocks; n++) yield Buffer.alloc(2 ** 18);
      }
      const size = { maxBytes: 2 ** 30, announcedBytes: 0 };
      try {
        await expect(store.receive("default", body(20), size)).rejects.toEqual(full);
        await (await store.receive("default", body(2), size)).keep();
        await store.requireRoom(0);
        await writeFile(join(folder, "another's"), Buffer.alloc(5 * 2 ** 18));
        await expect(store.requireRoom(0)).rejects.toEqual(full);
        await expect(store.receive("default", body(1), size)).rejects.toEqual(full);
      } finally {
        unmount();
      }
    });

    test("a disk without room for one more folder refuses the upload as well", async () => {
      const folder = await newFolder();
      // The disk's root, the tenant's folder, that of uploads, and the upload.
      const unmount = mountTinyDisk(folder, 2 ** 21, 4);
      const store = localAssetStore({ folder, reserveBytes: 0 });
      async function* body() {
        yield Buffer.alloc(10);
      }
      try {
        const upload = await store.receive("default", body(), { maxBytes: 2 ** 20, announcedBytes: 0 });
        await expect(upload.keep()).rejects.toEqual(full);
      } finally {
        unmount();
      }
    });
  }
});
