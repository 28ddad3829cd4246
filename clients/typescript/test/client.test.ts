import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../../../test/support/bulkhead.js";
import { testCertificate } from "../../../test/support/certificate.js";
import { eventCsv } from "../../../test/support/event-file.js";
import { startHttpsServer } from "../../../test/support/https-server.js";
import { answer } from "../src/api.js";
import { createBulkhead } from "../src/bulkhead.js";
import { verifyWebhook } from "../src/verify-webhook.js";

const run = promisify(execFile);
const entity = "courseGroupInPersonEvent";

let server: TestBulkhead;
let folder: string;
let file: string;
beforeAll(async () => {
  server = await TestBulkhead.start({ BULKHEAD_ALLOW_SOURCES: "127.0.0.5" });
  folder = await mkdtemp(join(tmpdir(), "bulkhead-client-"));
  file = join(folder, "events.csv");
  await writeFile(file, eventCsv({ rows: 2 }));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const connected = (url = server.url) => createBulkhead({ url, key: server.key });

/** The first block of TypeScript on a page. */
async function example(page: string): Promise<string> {
  return /```ts\n([\s\S]*?)```/.exec(await readFile(page, "utf8"))?.[1] ?? "";
}

test("the example of both READMEs imports a file", async () => {
  const code = await example("clients/typescript/README.md");
  expect(await example("README.md")).toBe(code);
  const client = pathToFileURL(resolve("dist/clients/typescript/src/index.js")).href;
  const program = code
    .replace('"bulkhead-client"', JSON.stringify(client))
    .replace("http://127.0.0.1:8080", server.url);
  await writeFile(join(folder, "example.mjs"), program);
  const env = { ...process.env, BULKHEAD_API_KEY: server.key };
  const { stdout } = await run(process.execPath, ["example.mjs"], { cwd: folder, env });
  expect(stdout).toMatch(/^100 %$/m);
  expect(stdout).toMatch(/complete \{[^}]*created: 2/);
});

test("a refusal is thrown with its code and its places", async () => {
  const bulkhead = connected();
  const unknown = bulkhead.startImport({ entity, asset: "nowhere.csv" });
  await expect(unknown).rejects.toMatchObject({ name: "BulkheadError", code: "ASSET_NOT_FOUND", isPassing: false });
  const wrong = bulkhead.api.POST("/api/imports", { body: { entity, asset: "a.csv", importerId: "" } });
  const faults = [expect.objectContaining({ path: "importerId" })];
  await expect(wrong).rejects.toMatchObject({ code: "INVALID_BODY", status: 400, faults });
});

test("an address or a key that cannot be one is refused, and the key is not told", () => {
  expect(() => createBulkhead({ url: "127.0.0.1:8080", key: "bh_1" })).toThrow(/^127.0.0.1:8080 is no address/);
  const secret = "bh_canary\n";
  expect(() => createBulkhead({ url: server.url, key: secret })).toThrow(/^The API key is empty, or has a character/);
});

test("an operation whose answer has no body gives none", async () => {
  const bulkhead = connected();
  const path = "to be/forgotten ?.csv";
  expect(await bulkhead.upload(file, { path, contentType: "text/csv" })).toMatchObject({ path });
  const forget = (which: string) =>
    answer(bulkhead.api.DELETE("/api/assets/{path}", { params: { path: { path: which } } }));
  expect(await forget(path)).toBeUndefined();
  await expect(forget(path)).rejects.toMatchObject({ code: "ASSET_NOT_FOUND" });
  await expect(forget("../jobs")).rejects.toThrow("../jobs is no path.");
});

/** A way to the server on which the answer to the first request of a kind breaks off, before or after its headers. */
async function breakingProxy(kind: RegExp, isAfterHeaders: boolean) {
  const seen: string[] = [];
  const proxy = createServer(async (incoming, outgoing) => {
    const asked = `${incoming.method} ${incoming.url}`;
    const isFirst = kind.test(asked) && !seen.some((one) => kind.test(one));
    seen.push(asked);
    const { connection: _, "content-length": _length, ...headers } = incoming.headers;
    const body = incoming.method === "GET" ? null : new Uint8Array(await buffer(incoming));
    const answered = await fetch(`${server.url}${incoming.url}`, {
      method: incoming.method ?? "GET",
      headers: headers as Record<string, string>,
      body,
    });
    const bytes = Buffer.from(await answered.arrayBuffer());
    if (isFirst && !isAfterHeaders) return void outgoing.destroy();
    outgoing.writeHead(answered.status, { "Content-Type": answered.headers.get("content-type") ?? "" });
    if (isFirst) return void outgoing.write(bytes.subarray(0, 10), () => outgoing.destroy());
    outgoing.end(bytes);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: (what: RegExp) => seen.filter((one) => what.test(one)).length,
    proxy,
  };
}

test.each([
  ["before its headers", false],
  ["in its body", true],
])("an import whose answer breaks off %s is asked for again, and is one import", async (_, isAfterHeaders) => {
  const { url, asked, proxy } = await breakingProxy(/^POST \/api\/imports$/, isAfterHeaders);
  try {
    const bulkhead = connected(url);
    const path = `${randomUUID()}.csv`;
    await bulkhead.upload(file, { path, contentType: "text/csv" });
    expect(asked(new RegExp(`^PUT /api/assets/${path}$`))).toBe(1);
    const { id } = await bulkhead.startImport({ entity, asset: path });
    expect(asked(/^POST \/api\/imports$/)).toBe(2);
    expect((await bulkhead.follow(id)).state).toBe("complete");
    const { items } = await answer(connected().api.GET("/api/jobs", { params: { query: { asset: path } } }));
    expect(items.map((job) => job.id)).toEqual([id]);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
});

test("following ends when its signal says so", async () => {
  const bulkhead = connected();
  const path = `${randomUUID()}.csv`;
  await bulkhead.upload(file, { path, contentType: "text/csv" });
  const { id } = await bulkhead.startImport({ entity, asset: path });
  const controller = new AbortController();
  controller.abort(new Error("enough"));
  await expect(bulkhead.follow(id, undefined, { signal: controller.signal })).rejects.toThrow("enough");
  expect((await bulkhead.follow(id)).state).toBe("complete");
});

test("an event is verified with the webhook's secret, and one that was changed is not", async () => {
  const certificate = await testCertificate(["IP:127.0.0.5"]);
  const told: { headers: Record<string, string | string[] | undefined>; body: string }[] = [];
  const receiver = await startHttpsServer(certificate, "127.0.0.5", async (request, response) => {
    told.push({ headers: request.headers, body: await text(request) });
    response.writeHead(204).end();
  });
  try {
    const bulkhead = connected();
    const body = { url: `${receiver.origin}/hook`, events: ["job.completed"], ca: certificate.cert } as const;
    const made = await answer(bulkhead.api.POST("/api/webhooks", { body: { ...body, events: [...body.events] } }));
    await bulkhead.upload(file, { path: "told.csv", contentType: "text/csv" });
    const { id } = await bulkhead.startImport({ entity, asset: "told.csv" });
    await expect.poll(() => told.length).toBe(1);
    const [{ headers, body: sent } = { headers: {}, body: "" }] = told;
    const secret = made.secret ?? "";
    const event = verifyWebhook(secret, headers, sent);
    if (event.type !== "job.completed") throw new Error(`got ${event.type}`);
    expect(event.data).toMatchObject({ jobId: id, counts: { valid: 2 } });
    expect(() => verifyWebhook(secret, headers, sent.replace('"valid":2', '"valid":3'))).toThrow();
    expect(() => verifyWebhook(secret, new Headers(), sent)).toThrow();
    const capitals = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    expect(verifyWebhook(secret, capitals, Buffer.from(sent))).toEqual(event);
  } finally {
    await receiver.close();
  }
});
