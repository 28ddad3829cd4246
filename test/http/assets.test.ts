import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";

interface Asset {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
});
afterAll(() => bulkhead.stop());

const sha256 = (content: string) => createHash("sha256").update(content).digest();

async function filesOnDisk(): Promise<string[]> {
  const entries = await readdir(join(bulkhead.deps.config.dataDir, "assets"), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

test("an upload is stored by its content, described, listed, downloaded and removed", async () => {
  const content = "id,title\n1,Grüße\n";
  const digest = sha256(content);
  const put = await bulkhead.call<Asset>("PUT", "/api/assets/gr%C3%BC%C3%9Fe/2027/events.csv", {
    body: content,
    headers: { "Content-Type": "text/csv", "Repr-Digest": `sha-512=:AA==:, sha-256=:${digest.toString("base64")}:` },
  });
  expect(put.status).toBe(201);
  expect(put.body).toEqual({
    path: "grüße/2027/events.csv",
    sha256: digest.toString("hex"),
    size: Buffer.byteLength(content),
    contentType: "text/csv",
    createdAt: expect.stringMatching(/Z$/),
  });
  expect((await bulkhead.call("GET", "/api/assets/grüße/2027/events.csv")).body).toEqual(put.body);
  expect((await bulkhead.call("GET", "/api/assets/grüße/2027/events.csv?download=1")).body).toBe(content);
  expect((await bulkhead.call("GET", "/api/assets?prefix=gr%C3%BC")).body).toEqual({
    items: [put.body],
    nextCursor: null,
  });
  expect((await bulkhead.call("DELETE", "/api/assets/grüße/2027/events.csv")).status).toBe(204);
  expect((await bulkhead.call("GET", "/api/assets/grüße/2027/events.csv")).status).toBe(404);
  expect(await filesOnDisk()).not.toContain(digest.toString("hex"));
});

test("two paths may point at the same bytes, which stay until the last is removed", async () => {
  await bulkhead.upload("one.csv", "same");
  await bulkhead.upload("two.csv", "same");
  const name = sha256("same").toString("hex");
  expect((await filesOnDisk()).filter((file) => file === name)).toHaveLength(1);
  await bulkhead.call("DELETE", "/api/assets/one.csv");
  expect((await bulkhead.call("GET", "/api/assets/two.csv?download=1")).body).toBe("same");
});

test("tenants never share a path or bytes", async () => {
  const other = await bulkhead.addKey("import", "other");
  await bulkhead.upload("shared.csv", "mine");
  await bulkhead.upload("shared.csv", "theirs", other);
  expect((await bulkhead.call("GET", "/api/assets/shared.csv?download=1")).body).toBe("mine");
  expect((await bulkhead.call("GET", "/api/assets/shared.csv?download=1", { key: other })).body).toBe("theirs");
});

test("a new upload moves the pointer, and If-None-Match: * refuses it", async () => {
  await bulkhead.upload("moving.csv", "first");
  await bulkhead.upload("moving.csv", "second");
  const refused = await bulkhead.call("PUT", "/api/assets/moving.csv", {
    body: "third",
    headers: { "If-None-Match": "*" },
  });
  expect(refused.status).toBe(412);
  expect((await bulkhead.call("GET", "/api/assets/moving.csv?download=1")).body).toBe("second");
});

test("of many uploads to one path with If-None-Match: * exactly one wins", async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      bulkhead.call("PUT", "/api/assets/race.csv", { body: `content ${n}`, headers: { "If-None-Match": "*" } }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(412)]);
});

test("a path is what follows the prefix, however the prefix is written", async () => {
  await bulkhead.upload("spelled.csv", "id\n");
  const { status, body } = await bulkhead.call<Asset>("GET", "/%61pi/%61ssets/spelled.csv");
  expect([status, body.path]).toEqual([200, "spelled.csv"]);
});

test("an upload that breaks off leaves neither a path nor a file", async () => {
  const before = await filesOnDisk();
  const { hostname, port } = new URL(bulkhead.url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `PUT /api/assets/broken.csv HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${bulkhead.key}\r\nContent-Length: 1000\r\n\r\nabc`,
      );
      setTimeout(() => socket.destroy(), 200);
    });
    socket.on("close", () => resolve());
  });
  await expect.poll(filesOnDisk).toEqual(before);
  expect((await bulkhead.call("GET", "/api/assets/broken.csv")).status).toBe(404);
});

test("pages of assets follow each other by path", async () => {
  for (const n of [3, 1, 2]) await bulkhead.upload(`pages/${n}.csv`, `${n}`);
  const first = await bulkhead.call<{ items: Asset[]; nextCursor: string }>("GET", "/api/assets?prefix=pages/&limit=2");
  expect(first.body.items.map(({ path }) => path)).toEqual(["pages/1.csv", "pages/2.csv"]);
  const second = await bulkhead.call<{ items: Asset[] }>(
    "GET",
    `/api/assets?prefix=pages/&limit=2&cursor=${first.body.nextCursor}`,
  );
  expect(second.body.items.map(({ path }) => path)).toEqual(["pages/3.csv"]);
});
