import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { type CallOptions, TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  await bulkhead.upload("events.csv", eventCsv({ rows: 2 }));
  await bulkhead.upload("gone.csv", eventCsv({ rows: 2 }));
});
afterAll(() => bulkhead.stop());

function post(key: string, change: object = {}, of = bulkhead) {
  return of.call<JobResource & { code?: string }>("POST", "/api/imports", {
    json: { entity: "courseGroupInPersonEvent", asset: "events.csv", ...change },
    headers: { "Idempotency-Key": key, Prefer: "wait=20" },
  });
}

interface Bulk {
  readonly data: {
    readonly APIBulkCourseGroupInPersonEventImport: { readonly backgroundJob: { readonly id: string } };
  };
}

function bulk(key: string, query = "", json: unknown = { bulkImportAssetPath: "events.csv" }) {
  const path = `/incoming/v2/content/courseGroup/inPersonEvent/bulk${query}`;
  return bulkhead.call<Bulk>("POST", path, { json, headers: { "Idempotency-Key": key } });
}

interface Result {
  readonly importResult: string;
  readonly exception: string | null;
}

function list(key: string, query: string, body: unknown, headers: CallOptions["headers"] = {}) {
  return bulkhead.call<Result>("POST", `/import/courses?${query}`, {
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "Idempotency-Key": key, ...headers },
  });
}

async function numberOfJobs(): Promise<number> {
  const { items } = (await bulkhead.call<{ items: unknown[] }>("GET", "/api/jobs?limit=1000")).body;
  return items.length;
}

test("of 50 requests at once with one key one starts the import, and all get its job", async () => {
  const before = await numberOfJobs();
  const many = await Promise.all(Array.from({ length: 50 }, () => post("nightly")));
  expect(new Set(many.map(({ body }) => body.id)).size).toBe(1);
  expect(await numberOfJobs()).toBe(before + 1);
});

test("a repetition gets the job as it is now, even when the asset is gone", async () => {
  const { body } = await post("once", { asset: "gone.csv" });
  await bulkhead.call("DELETE", "/api/assets/gone.csv");
  expect(await post("once", { asset: "gone.csv" })).toMatchObject({ status: 200, body: { id: body.id } });
});

test("contract A repeats its own answer, with the query in any order", async () => {
  const before = await numberOfJobs();
  const first = await bulk("A", "?importerId=erp&onInvalid=skip");
  const again = await bulk("A", "?onInvalid=skip&importerId=erp");
  expect(first.status).toBe(200);
  expect(again.body).toEqual(first.body);
  expect(await numberOfJobs()).toBe(before + 1);
});

test("contract B repeats its own answer and keeps nothing of the body that came again", async () => {
  const before = await numberOfJobs();
  const courses = [{ id: "c1", name: "Algebra", lecturerIds: ["u1"] }];
  const many = await Promise.all(
    Array.from({ length: 20 }, () => list("B", "importerId=campus&dryRun=false", courses)),
  );
  const first = many[0];
  expect(first).toMatchObject({ status: 200, body: { importResult: "SUCCESS" } });
  const again = await list("B", "dryRun=false&importerId=campus", courses);
  for (const { status, body, headers } of [...many, again]) {
    expect([status, body]).toEqual([200, first?.body]);
    expect(headers.get("content-location")).toBe(first?.headers.get("content-location"));
  }
  expect(await numberOfJobs()).toBe(before + 1);
  expect(await readdir(join(bulkhead.env.BULKHEAD_DATA_DIR ?? "", "assets", "default", "uploads"))).toEqual([]);
});

test("another request with a used key is refused before anything else of it is looked at", async () => {
  await post("used");
  const refused = { status: 422, body: { code: "IDEMPOTENCY_KEY_REUSED" } };
  expect(await post("used", { dryRun: true })).toMatchObject(refused);
  expect(await post("used", { entity: "nonsense", asset: 1 })).toMatchObject(refused);
  expect(await bulk("used")).toMatchObject(refused);
  expect(await bulk("used", "?mode=nonsense", {})).toMatchObject(refused);
  const failed = {
    status: 422,
    body: { importResult: "ERROR", exception: expect.stringContaining("Idempotency-Key") },
  };
  expect(await list("used", "importerId=campus", [])).toMatchObject(failed);
  expect(await list("used", "nonsense=1", {}, { "Content-Type": "text/plain" })).toMatchObject(failed);
});

test("another tenant's key is its own", async () => {
  await post("shared");
  const key = await bulkhead.addKey("import", "other");
  const other = await bulkhead.call<{ code: string }>("POST", "/api/imports", {
    key,
    json: { entity: "courseGroupInPersonEvent", asset: "events.csv" },
    headers: { "Idempotency-Key": "shared" },
  });
  expect(other.body.code).toBe("ASSET_NOT_FOUND");
});

test("a repetition is answered when no other import is accepted", async () => {
  const full = await TestBulkhead.start({ BULKHEAD_MAX_OPEN_IMPORTS: "1" }, "http");
  await full.upload("events.csv", eventCsv({ rows: 2 }));
  const now = { Prefer: "wait=0" };
  const send = (key: string, json: object) =>
    full.call<JobResource>("POST", "/api/imports", { json, headers: { ...now, "Idempotency-Key": key } });
  const request = { entity: "courseGroupInPersonEvent", asset: "events.csv" };
  const first = await send("first", request);
  expect((await send("second", request)).status).toBe(429);
  expect(await send("first", request)).toMatchObject({ status: 202, body: { id: first.body.id, state: "queued" } });
  await full.stop();
});

test("a key that is too long is refused", async () => {
  expect(await post("\u00e9".repeat(300))).toMatchObject({ status: 400, body: { code: "INVALID_QUERY" } });
});
