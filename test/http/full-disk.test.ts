import { afterAll, beforeAll, expect, test } from "vitest";
import { toConfig } from "../../src/config.js";
import { type Stack, startStack } from "../../src/start/stack.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";

/** Two processes on one folder: for the second one, its disk is full. */
let bulkhead: TestBulkhead;
let full: Stack;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
  const env = { ...bulkhead.env, BULKHEAD_RESERVE_BYTES: String(Number.MAX_SAFE_INTEGER) };
  full = await startStack(toConfig(env), "http", () => undefined);
});
afterAll(async () => {
  await full.stop();
  await bulkhead.stop();
});

async function ask(method: string, path: string, body: string | null, more: Record<string, string> = {}) {
  const headers = { Authorization: `Bearer ${bulkhead.key}`, "Content-Type": "application/json", ...more };
  const response = await fetch(`${full.url}${path}`, { method, headers, body });
  const answer: { code?: string; exception?: string; id?: string } = JSON.parse(await response.text());
  return { status: response.status, ...answer };
}

test("on a full disk uploads, lists and imports are refused before a job is made, and the rest answers", async () => {
  await bulkhead.upload("events.csv", eventCsv({ rows: 10 }));
  const refused = { status: 507, code: "STORAGE_FULL" };
  const start = JSON.stringify({ entity: "courseGroupInPersonEvent", asset: "events.csv" });
  const bulk = JSON.stringify({ bulkImportAssetPath: "events.csv" });
  expect(await ask("PUT", "/api/assets/more.csv", "id\n1\n")).toMatchObject(refused);
  expect(await ask("POST", "/api/imports", start)).toMatchObject(refused);
  expect(await ask("POST", "/incoming/v2/content/courseGroup/inPersonEvent/bulk", bulk)).toMatchObject(refused);
  expect(await ask("POST", "/import/students?importerId=campus", '[{"id":"s1","userId":"u1"}]')).toMatchObject({
    status: 507,
    exception: "The asset store has no room left. Free some, then send it again.",
  });
  expect(await ask("GET", "/api/assets/events.csv", null)).toMatchObject({ status: 200 });
  expect((await bulkhead.call<{ items: unknown[] }>("GET", "/api/jobs")).body.items).toEqual([]);
});

test("a repeated request gets the job that it started before the disk was full", async () => {
  await bulkhead.upload("again.csv", eventCsv({ rows: 10 }));
  const json = { entity: "courseGroupInPersonEvent", asset: "again.csv" };
  const headers = { "Idempotency-Key": "once" };
  const first = await bulkhead.call<{ id: string }>("POST", "/api/imports", { json, headers });
  const again = await ask("POST", "/api/imports", JSON.stringify(json), headers);
  expect([again.status, again.id]).toEqual([202, first.body.id]);
});
