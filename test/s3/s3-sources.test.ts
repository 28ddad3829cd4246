import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { newBucket, s3Variables, testS3 } from "../support/s3-server.js";

const csv = "id,firstName,lastName\nu1,Ada,Lovelace\nu2,Alan,Turing\n";
const s3 = testS3();

let bulkhead: TestBulkhead;
let Bucket: string;
beforeAll(async () => {
  Bucket = (await newBucket(s3)).bucket;
  await s3.putObject({ Bucket, Key: "exports/users für heute.csv", Body: csv, ContentType: "text/csv" });
  bulkhead = await TestBulkhead.start({ BULKHEAD_ALLOW_SOURCES: "127.0.0.0/8", BULKHEAD_SOURCE_ATTEMPTS: "2" });
  await store("bucket", {});
});
afterAll(() => bulkhead.stop());

async function store(name: string, change: Record<string, unknown>): Promise<void> {
  const json = {
    ...{ type: "s3", origin: `s3://${Bucket}`, region: s3Variables.AWS_REGION, pathStyle: true },
    ...{ accessKeyId: s3Variables.AWS_ACCESS_KEY_ID, secretAccessKey: s3Variables.AWS_SECRET_ACCESS_KEY },
    endpoint: s3Variables.AWS_ENDPOINT_URL_S3,
    ...change,
  };
  const { status, body } = await bulkhead.call("PUT", `/api/credentials/${name}`, { json });
  expect([status, body]).toEqual([200, expect.anything()]);
}

async function importFrom(key: string, auth = "bucket"): Promise<JobResource> {
  const json = { entity: "user", source: { url: `s3://${Bucket}/${encodeURI(key)}`, auth } };
  const { status, body } = await bulkhead.call<JobResource>("POST", "/api/imports", { json });
  expect([status, body]).toEqual([202, expect.anything()]);
  return bulkhead.jobEnd(body.id);
}

test("an object of a bucket is imported with its own credential", async () => {
  expect(await importFrom("exports/users für heute.csv")).toMatchObject({ state: "complete", counts: { valid: 2 } });
});

test("what the server refuses becomes a code", async () => {
  await store("stranger", { secretAccessKey: "another" });
  expect((await importFrom("exports/users für heute.csv", "stranger")).error?.code).toBe("SOURCE_DENIED");
  expect((await importFrom("exports/none.csv")).error?.code).toBe("SOURCE_NOT_FOUND");
  await store("nowhere", { endpoint: "http://127.0.0.1:1" });
  expect((await importFrom("exports/none.csv", "nowhere")).error?.code).toBe("SOURCE_UNAVAILABLE");
});

test("a schedule leaves a time out while the object is the same, without a download", async () => {
  const source = { url: `s3://${Bucket}/nightly.csv`, auth: "bucket" };
  await s3.putObject({ Bucket, Key: "nightly.csv", Body: csv });
  const made = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    json: {
      ...{ name: "nightly users", everySeconds: 1, timeZone: "UTC" },
      import: { entity: "user", importerId: "nightly", source },
    },
  });
  const path = `/api/schedules/${made.body.id}`;
  const count = async (wanted: string) => {
    const { body } = await bulkhead.call<{ runs: { outcome: string; state: string }[] }>("GET", path);
    return body.runs.filter(({ outcome, state }) => (state ?? outcome) === wanted).length;
  };
  await expect.poll(() => count("unchanged")).toBeGreaterThan(1);
  expect(await count("complete")).toBe(1);
  await s3.putObject({ Bucket, Key: "nightly.csv", Body: `${csv}u3,Grace,Hopper\n` });
  await expect.poll(() => count("complete")).toBe(2);
  await bulkhead.call("DELETE", path);
});
