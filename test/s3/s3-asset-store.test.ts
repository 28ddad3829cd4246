import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Location, s3AssetStore } from "../../src/assets/s3-asset-store.js";
import { copyObject } from "../../src/assets/s3-copy.js";
import { isUnavailable } from "../../src/db/database-errors.js";
import { assetStoreContract } from "../assets/asset-store-contract.js";
import { type FrailProxy, startFrailProxy } from "../support/frail-proxy.js";
import { keysIn, newBucket, s3Variables, testS3, withEndpoint } from "../support/s3-server.js";
import { canMount, mountTinyDisk } from "../support/tiny-disk.js";

const s3 = testS3();
const size = { maxBytes: 2 ** 30, announcedBytes: 0 };
const nobody = async () => false;
const twoDays = 48 * 60 * 60_000;
const content = Buffer.from(Uint8Array.from({ length: 12 * 2 ** 20 + 3 }, (_, n) => (n * 31 + (n >> 8)) % 251));
const sha256 = createHash("sha256").update(content).digest("hex");
let location: S3Location;
let proxy: FrailProxy;

beforeAll(async () => {
  location = await newBucket(s3);
  proxy = await startFrailProxy(s3Variables.AWS_ENDPOINT_URL_S3 ?? "");
});
afterAll(async () => {
  await proxy.stop();
  s3.destroy();
});

async function* once(bytes: Buffer) {
  yield bytes;
}

async function keptBlob(tenantId: string) {
  const upload = await s3AssetStore(location).receive(tenantId, once(content), size);
  await upload.keep();
  await upload.discard();
}

const key = (path: string) => `${location.prefix}/${path}`;

describe("assets on S3", () => {
  assetStoreContract(async () => ({ store: s3AssetStore(location), names: () => keysIn(s3, location.bucket) }));
});

test("keys are the paths of a local store, so that one is copied into the other", async () => {
  const store = s3AssetStore(location);
  const upload = await store.receive("keys", once(Buffer.from("x")), size);
  await upload.keep();
  await upload.keepPrivate("job");
  const keys = (await keysIn(s3, location.bucket)).filter((found) => found.startsWith(key("keys/")));
  expect(keys).toEqual([
    key(`keys/${upload.sha256.slice(0, 2)}/${upload.sha256}`),
    key("keys/private/job"),
    expect.stringContaining(key("keys/uploads/")),
  ]);
});

test("an object larger than one copy may be is copied in parts", async () => {
  const { bucket } = location;
  await s3.putObject({ Bucket: bucket, Key: "large", Body: content });
  await copyObject(s3, { bucket, from: "large", to: "copy", size: content.length, partSize: 5 * 2 ** 20 });
  const { Body, ContentLength } = await s3.getObject({ Bucket: bucket, Key: "copy" });
  expect(ContentLength).toBe(content.length);
  expect(content.equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
});

test("a copy in parts that fails leaves no parts", async () => {
  const { bucket } = location;
  const failed = copyObject(s3, { bucket, from: "nothing", to: "never", size: 2 ** 24, partSize: 5 * 2 ** 20 });
  await expect(failed).rejects.toThrow();
  expect((await s3.listMultipartUploads({ Bucket: bucket, Prefix: "never" })).Uploads ?? []).toEqual([]);
});

test("reading goes on where the connection broke", async () => {
  await keptBlob("frail");
  const before = proxy.connections();
  proxy.breakAfter(3 * 2 ** 20);
  const read = await withEndpoint(proxy.url, async () => {
    const bytes = await s3AssetStore(location).open("frail", sha256);
    const blocks: Buffer[] = [];
    for await (const block of bytes.read({ start: 1, end: content.length })) blocks.push(block);
    return Buffer.concat(blocks);
  });
  proxy.mend();
  expect(read.equals(content.subarray(1))).toBe(true);
  expect(proxy.connections() - before).toBeGreaterThanOrEqual(4);
});

test("a store that cannot be reached is an outage, while it is opened, written, or read half-way", async () => {
  await keptBlob("outage");
  await withEndpoint(proxy.url, async () => {
    const store = s3AssetStore(location);
    const bytes = await store.open("outage", sha256);
    const unavailable = expect.objectContaining({ code: "STORAGE_UNAVAILABLE" });
    const reading = (async () => {
      for await (const _ of bytes.read()) proxy.cut();
    })();
    await expect(reading).rejects.toEqual(unavailable);
    await expect(store.open("outage", sha256)).rejects.toEqual(unavailable);
    const receiving = store.receive("outage", once(content), size);
    await expect(receiving).rejects.toEqual(unavailable);
    expect(await receiving.catch(isUnavailable)).toBe(true);
    await expect(store.sweep(0, nobody)).rejects.toEqual(unavailable);
    proxy.mend();
    expect((await store.open("outage", sha256)).size).toBe(content.length);
  });
});

test("a bucket that does not exist and keys that are wrong are named, and are no missing asset", async () => {
  const elsewhere = s3AssetStore({ ...location, bucket: "no-such-bucket" });
  const said = (name: string) =>
    expect.objectContaining({ code: "STORAGE_UNAVAILABLE", message: expect.stringContaining(name) });
  await expect(elsewhere.open("default", sha256)).rejects.toEqual(said("NoSuchBucket"));
  await expect(elsewhere.receive("default", once(content), size)).rejects.toEqual(said("NoSuchBucket"));
  const { AWS_SECRET_ACCESS_KEY = "" } = s3Variables;
  process.env.AWS_SECRET_ACCESS_KEY = "wrong";
  const locked = s3AssetStore(location);
  await expect(locked.receive("default", once(content), size)).rejects.toEqual(said("SignatureDoesNotMatch"));
  await expect(locked.open("default", sha256)).rejects.toEqual(said(""));
  process.env.AWS_SECRET_ACCESS_KEY = AWS_SECRET_ACCESS_KEY;
});

if (canMount) {
  test("a store without room is full, and no outage", async () => {
    const elsewhere = await newBucket(s3);
    const unmount = mountTinyDisk(join(s3Variables.TEST_S3_FOLDER ?? "", elsewhere.bucket), 2 ** 22);
    try {
      const receiving = s3AssetStore(elsewhere).receive("default", once(content), size);
      await expect(receiving).rejects.toEqual(expect.objectContaining({ code: "STORAGE_FULL" }));
    } finally {
      unmount();
    }
  });
}

test("uploads in parts that broke off are swept, and those whose parts still come, or that are not ours, are not", async () => {
  const { bucket } = location;
  const store = s3AssetStore(location);
  const begin = async (path: string) => {
    const { UploadId } = await s3.createMultipartUpload({ Bucket: bucket, Key: key(path) });
    return { Bucket: bucket, Key: key(path), UploadId };
  };
  const foreign = await begin("parts/uploads/photo.jpg");
  const abandoned = await begin(`parts/uploads/${randomUUID()}`);
  const alive = await begin(`parts/uploads/${randomUUID()}`);
  await sleep(11_000);
  await s3.uploadPart({ ...alive, PartNumber: 1, Body: "x" });
  const open = async () => {
    const { Uploads = [] } = await s3.listMultipartUploads({ Bucket: bucket, Prefix: key("parts/") });
    return new Set(Uploads.map(({ Key }) => Key));
  };
  await store.sweep(10_000, nobody);
  expect(await open()).toEqual(new Set([alive.Key, foreign.Key]));
  await store.sweep(-twoDays, nobody);
  expect(await open()).toEqual(new Set([foreign.Key]));
  await expect(s3.listParts(abandoned)).rejects.toThrow();
});

test("a tenant of more objects than one page is removed whole, with its uploads in parts", async () => {
  const { bucket } = location;
  const paths = Array.from({ length: 1_005 }, () => `many/ab/${randomUUID()}`);
  const queue = paths.values();
  const put = async () => {
    for (const path of queue) await s3.putObject({ Bucket: bucket, Key: key(path), Body: path });
  };
  await Promise.all(Array.from({ length: 20 }, put));
  await s3.createMultipartUpload({ Bucket: bucket, Key: key("many/uploads/open") });
  await s3AssetStore(location).removeTenant("many");
  const { KeyCount } = await s3.listObjectsV2({ Bucket: bucket, Prefix: key("many/") });
  const { Uploads = [] } = await s3.listMultipartUploads({ Bucket: bucket, Prefix: key("many/") });
  expect([KeyCount, Uploads]).toEqual([0, []]);
});
