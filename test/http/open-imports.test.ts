import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";

/** Without a worker nothing ends, so what was accepted stays open. */
let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start(
    { BULKHEAD_MAX_OPEN_IMPORTS: "3", BULKHEAD_MAX_RUNNING_IMPORTS: "2", BULKHEAD_LIST_WAIT_SECONDS: "0" },
    "http",
  );
  await bulkhead.upload("events.csv", eventCsv({ rows: 2 }));
});
afterAll(() => bulkhead.stop());

function post(key: string, apiKey = bulkhead.key) {
  return bulkhead.call<JobResource & { code?: string }>("POST", "/api/imports", {
    key: apiKey,
    json: { entity: "courseGroupInPersonEvent", asset: "events.csv" },
    headers: { "Idempotency-Key": key },
  });
}

async function storedFiles(): Promise<number> {
  const folder = join(bulkhead.env.BULKHEAD_DATA_DIR ?? "", "assets");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

test("of many imports at once exactly as many are accepted as may be unfinished; the others are to come later", async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => post(`night-${n}`)));
  const refused = answers.filter(({ status }) => status !== 202);
  expect(answers.length - refused.length).toBe(3);
  for (const { status, headers, body } of refused) {
    expect([status, body.code, headers.get("retry-after")]).toEqual([429, "TOO_MANY_OPEN_IMPORTS", "10"]);
  }
  const { body } = await bulkhead.call<{ items: JobResource[] }>("GET", "/api/jobs");
  expect(body.items.map(({ state }) => state)).toEqual(["queued", "queued", "queued"]);
});

test("a repetition of an accepted import gets its job, at the limit as ever", async () => {
  const { body } = await bulkhead.call<{ items: JobResource[] }>("GET", "/api/jobs");
  const repeated = await Promise.all(Array.from({ length: 12 }, (_, n) => post(`night-${n}`)));
  const ids = repeated.filter(({ status }) => status === 202).map(({ body: { id } }) => id);
  expect(ids.sort()).toEqual(body.items.map(({ id }) => id).sort());
});

test("a list that is refused is answered as contract B does, and leaves nothing in the store", async () => {
  const before = await storedFiles();
  for (const [path, list] of [
    ["users", '[{ "id": "u_1", "firstName": "A", "lastName": "B" }]'],
    ["organizations", '[{ "id": "o_1", "name": "A" }]'],
  ] as const) {
    const { status, headers, body } = await bulkhead.call("POST", `/import/${path}?importerId=campus`, {
      body: list,
      headers: { "Content-Type": "application/json" },
    });
    expect(status).toBe(429);
    expect(headers.get("retry-after")).toBe("10");
    expect(body).toMatchObject({
      importResult: "ERROR",
      exception: expect.stringMatching(/3 imports .* not finished/),
    });
  }
  expect(await storedFiles()).toBe(before);
});

test("another tenant has its own limit", async () => {
  const key = await bulkhead.addKey("import", "other");
  await bulkhead.upload("events.csv", eventCsv({ rows: 2 }), key);
  expect((await post("night-0", key)).status).toBe(202);
});
