import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  }
});
