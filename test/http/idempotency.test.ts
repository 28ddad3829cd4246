import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/job-resource.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  await bulkhead.upload("events.csv", eventCsv({ rows: 2 }));
});
afterAll(() => bulkhead.stop());

function post(key: string, change: object = {}) {
  return bulkhead.call<JobResource & { code?: string }>("POST", "/api/imports", {
    json: { entity: "courseGroupInPersonEvent", asset: "events.csv", ...change },
    headers: { "Idempotency-Key": key, Prefer: "wait=20" },
  });
}

test("of many requests with one Idempotency-Key one starts the import, and all get its job", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => post("nightly")));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  const { body } = await bulkhead.call<{ items: unknown[] }>("GET", "/api/jobs");
  expect(body.items).toHaveLength(1);
});

test("a repetition gets the job as it is now, even when the asset is gone", async () => {
  await bulkhead.call("DELETE", "/api/assets/events.csv");
  expect(await post("nightly")).toMatchObject({ status: 200, body: { state: "complete", counts: { created: 2 } } });
});

test("another request with the same key is refused, and another tenant's key is its own", async () => {
  expect(await post("nightly", { dryRun: true })).toMatchObject({
    status: 422,
    body: { code: "IDEMPOTENCY_KEY_REUSED" },
  });
  const key = await bulkhead.addKey("import", "other");
  const other = await bulkhead.call<{ code: string }>("POST", "/api/imports", {
    key,
    json: { entity: "courseGroupInPersonEvent", asset: "events.csv" },
    headers: { "Idempotency-Key": "nightly" },
  });
  expect(other.body.code).toBe("ASSET_NOT_FOUND");
});
