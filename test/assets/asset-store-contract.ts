import { createHash, randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { AssetStore, Upload } from "../../src/assets/asset-store.js";
import type { AssetBytes } from "../../src/domain/asset-bytes.js";

/** A store as a test sees it. */
export interface TestStore {
  readonly store: AssetStore;
  /** Where its bytes lie, complete or not. */
  names(): Promise<string[]>;
}

const size = { maxBytes: 100 * 2 ** 20, announcedBytes: 0 };
const twoDays = 48 * 60 * 60_000;
const digest = (content: Buffer) => createHash("sha256").update(content).digest("hex");
/** Bytes of which each place differs from its neighbours. */
const patterned = (bytes: number) =>
  Buffer.from(Uint8Array.from({ length: bytes }, (_, n) => (n * 31 + (n >> 8)) % 251));

async function* pieces(content: Buffer, piece = 100_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += piece) yield content.subarray(at, at + piece);
}

async function read(bytes: AssetBytes, range?: { start: number; end: number }): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for await (const block of bytes.read(range)) blocks.push(block);
  return Buffer.concat(blocks);
}

/** What every store holds to, on a disk or on S3. */
export function assetStoreContract(open: () => Promise<TestStore>): void {
  let store: AssetStore;
  let names: TestStore["names"];
  beforeAll(async () => {
    ({ store, names } = await open());
  });

  /** A tenant of its own for each test. */
  const newTenant = () => `t${randomUUID()}`;
  const namesOf = async (tenantId: string) => (await names()).filter((name) => name.includes(tenantId));

  async function kept(tenantId: string, content: Buffer, keep = (upload: Upload) => upload.keep()): Promise<string> {
    const upload = await store.receive(tenantId, pieces(content), size);
    await keep(upload);
    await upload.discard();
    return upload.sha256;
  }

  const missing = expect.objectContaining({ code: "ASSET_NOT_FOUND" });

  test("what was received is measured, and once kept is read by its hash, whole or in part", async () => {
    const tenantId = newTenant();
    const content = patterned(300_001);
    const upload = await store.receive(tenantId, pieces(content), size);
    expect(upload).toMatchObject({ sha256: digest(content), size: content.length });
    await expect(store.open(tenantId, upload.sha256)).rejects.toEqual(missing);
    await upload.keep();
    await upload.discard();
    const bytes = await store.open(tenantId, upload.sha256);
    expect(bytes.size).toBe(content.length);
    expect((await read(bytes)).equals(content)).toBe(true);
    for (const [start, end] of [
      [0, 1],
      [99_999, 200_002],
      [300_000, 300_001],
      [5, 5],
    ] as const) {
      expect((await read(bytes, { start, end })).equals(content.subarray(start, end))).toBe(true);
    }
    expect(await namesOf(tenantId)).toHaveLength(1);
  });

  test("an empty body is kept like any other", async () => {
    const tenantId = newTenant();
    const bytes = await store.open(tenantId, await kept(tenantId, Buffer.alloc(0)));
    expect(bytes.size).toBe(0);
    expect(await read(bytes)).toHaveLength(0);
  });

  test("a large body arrives whole, and its parts are read from anywhere", async () => {
    const tenantId = newTenant();
    const content = patterned(21 * 2 ** 20 + 7);
    const bytes = await store.open(tenantId, await kept(tenantId, content));
    expect(digest(await read(bytes))).toBe(digest(content));
    const range = { start: 8 * 2 ** 20 - 5, end: 16 * 2 ** 20 + 5 };
    expect(digest(await read(bytes, range))).toBe(digest(content.subarray(range.start, range.end)));
    expect(await namesOf(tenantId)).toHaveLength(1);
  });

  test("reading may end early", async () => {
    const tenantId = newTenant();
    const bytes = await store.open(tenantId, await kept(tenantId, patterned(2 ** 20)));
    for await (const block of bytes.read()) {
      expect(block.length).toBeGreaterThan(0);
      break;
    }
    expect(await read(bytes, { start: 0, end: 3 })).toHaveLength(3);
  });

  test.each([
    ["at once", 1_000],
    ["after several parts", 20 * 2 ** 20],
  ])("a body that grows too large %s is refused, and nothing of it stays", async (_, maxBytes) => {
    const tenantId = newTenant();
    const receiving = store.receive(tenantId, pieces(patterned(maxBytes + 1)), { maxBytes, announcedBytes: 0 });
    await expect(receiving).rejects.toEqual(expect.objectContaining({ code: "ASSET_TOO_LARGE" }));
    expect(await namesOf(tenantId)).toEqual([]);
  });

  test.each([1_000, 20 * 2 ** 20])(
    "a body that breaks off after %d bytes fails as it did, and leaves nothing",
    async (bytes) => {
      const tenantId = newTenant();
      const brokenOff = new Error("the client hung up");
      async function* body() {
        yield* pieces(patterned(bytes));
        throw brokenOff;
      }
      await expect(store.receive(tenantId, body(), size)).rejects.toBe(brokenOff);
      expect(await namesOf(tenantId)).toEqual([]);
    },
  );

  test("what is discarded is gone", async () => {
    const tenantId = newTenant();
    const content = patterned(10_000);
    const { sha256 } = await store.receive(tenantId, pieces(content), size).then(async (upload) => {
      await upload.discard();
      return upload;
    });
    await expect(store.open(tenantId, sha256)).rejects.toEqual(missing);
    expect(await namesOf(tenantId)).toEqual([]);
  });

  test("the same bytes lie once in a tenant, are not another's, and can be removed twice", async () => {
    const [one, other] = [newTenant(), newTenant()];
    const content = patterned(5_000);
    const sha256 = await kept(one, content);
    expect(await kept(one, content)).toBe(sha256);
    expect(await namesOf(one)).toHaveLength(1);
    await expect(store.open(other, sha256)).rejects.toEqual(missing);
    await kept(other, content);
    await store.remove(one, sha256);
    await store.remove(one, sha256);
    await expect(store.open(one, sha256)).rejects.toEqual(missing);
    expect(digest(await read(await store.open(other, sha256)))).toBe(sha256);
  });

  test("a private body is its job's alone, even if another asset has the same bytes", async () => {
    const tenantId = newTenant();
    const content = patterned(7_000);
    const [first, second] = [randomUUID(), randomUUID()];
    const sha256 = await kept(tenantId, content, (upload) => upload.keepPrivate(first));
    await expect(store.open(tenantId, sha256)).rejects.toEqual(missing);
    await kept(tenantId, content, (upload) => upload.keepPrivate(second));
    await store.removePrivate(tenantId, first);
    await store.removePrivate(tenantId, first);
    await expect(store.openPrivate(tenantId, first)).rejects.toEqual(missing);
    expect((await read(await store.openPrivate(tenantId, second))).equals(content)).toBe(true);
  });

  test("a sweep takes old uploads and bodies that no job needs, and no young ones and no assets", async () => {
    const tenantId = newTenant();
    const [needed, unneeded] = [randomUUID(), randomUUID()];
    const asset = await kept(tenantId, patterned(1_000));
    for (const jobId of [needed, unneeded]) {
      await kept(tenantId, patterned(2_000), (upload) => upload.keepPrivate(jobId));
    }
    await store.receive(tenantId, pieces(patterned(3_000)), size); // and then the process died
    await store.receive(tenantId, pieces(patterned(9 * 2 ** 20)), size);
    const before = (await namesOf(tenantId)).length;
    const isNeeded = async (owner: string, jobId: string) => owner !== tenantId || jobId === needed;
    await store.sweep(60_000, isNeeded);
    expect(await namesOf(tenantId)).toHaveLength(before);
    // As it will be in two days.
    expect(await store.sweep(-twoDays, isNeeded)).toBeGreaterThanOrEqual(3);
    expect(await namesOf(tenantId)).toHaveLength(2);
    await store.open(tenantId, asset);
    await store.openPrivate(tenantId, needed);
  });

  test("a tenant that is removed leaves nothing, and the others stay", async () => {
    const [gone, stays] = [newTenant(), newTenant()];
    await kept(gone, patterned(1_000));
    await kept(gone, patterned(1_000), (upload) => upload.keepPrivate(randomUUID()));
    await store.receive(gone, pieces(patterned(1_000)), size);
    await kept(stays, patterned(1_000));
    await store.removeTenant(gone);
    await store.removeTenant(gone);
    expect(await namesOf(gone)).toEqual([]);
    expect(await namesOf(stays)).toHaveLength(1);
  });
}
