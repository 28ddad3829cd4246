import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { verify } from "@node-rs/argon2";
import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { eventCsv } from "../support/event-file.js";
import { type FrailProxy, startFrailProxy } from "../support/frail-proxy.js";
import { keysIn, newBucket, s3Variables, testS3 } from "../support/s3-server.js";

/** One http process and two workers, which share Temporal, Postgres and a bucket, and have no folder in common. */
const s3 = testS3();
const folders: string[] = [];
const workers: RoleProcess[] = [];
let bucket: string;
let proxy: FrailProxy;
let bulkhead: TestBulkhead;

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-s3-"));
  folders.push(folder);
  return folder;
}

async function startWorker(): Promise<void> {
  const env = { ...s3Variables, ...bulkhead.env, BULKHEAD_DATA_DIR: await newFolder(), BULKHEAD_ACTIVITY_SLOTS: "1" };
  workers.push(await startRole("worker", env));
}

beforeAll(async () => {
  const location = await newBucket(s3);
  bucket = location.bucket;
  proxy = await startFrailProxy(s3Variables.AWS_ENDPOINT_URL_S3 ?? "");
  process.env.AWS_ENDPOINT_URL_S3 = proxy.url;
  bulkhead = await TestBulkhead.start(
    {
      BULKHEAD_ASSETS: `s3://${bucket}/${location.prefix}/`,
      BULKHEAD_S3_PATH_STYLE: "true",
      BULKHEAD_DATA_DIR: await newFolder(),
      BULKHEAD_LIST_WAIT_SECONDS: "30",
      AWS_REGION: location.region,
      AWS_ENDPOINT_URL_S3: proxy.url,
    },
    "http",
  );
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await bulkhead.stop();
  await proxy.stop();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const privateKeys = async () => (await keysIn(s3, bucket)).filter((key) => key.includes("/private/"));

test("a list with passwords waits apart in the bucket, is imported from it, and goes with its job", async () => {
  const password = "c4n4ry-pass";
  const users = [{ id: "u1", firstName: "Ada", lastName: "Lovelace", passwordOrHash: password }];
  const waiting = bulkhead.call<{ importResult: string }>("POST", "/import/users?importerId=campus", { json: users });
  await expect.poll(privateKeys).toHaveLength(1);
  await Promise.all([startWorker(), startWorker()]);
  const { status, body } = await waiting;
  expect([status, body.importResult]).toEqual([200, "SUCCESS"]);
  const stored = await bulkhead.deps.db.query.selectFrom("user").selectAll().executeTakeFirstOrThrow();
  expect(await verify(stored.passwordOrHash ?? "", password)).toBe(true);
  expect(await keysIn(s3, bucket)).toEqual([]);
});

test("a worker goes on with a file that another one began, and they have no folder in common", async () => {
  const rows = 50_000;
  const csv = eventCsv({ rows, change: (_, row) => (row % 1_000 === 0 ? { startDate: "tomorrow" } : {}) });
  await bulkhead.upload("events.csv", csv);
  const json = { entity: "courseGroupInPersonEvent", asset: "events.csv" };
  const { body: accepted } = await bulkhead.call<JobResource>("POST", "/api/imports", { json });
  await stopWorkerOf(accepted);
  const job = await bulkhead.jobEnd(accepted.id);
  expect(job).toMatchObject({
    state: "complete_with_rejects",
    counts: { valid: rows - rows / 1_000, invalid: rows / 1_000, created: rows - rows / 1_000 },
  });
  const valid = await bulkhead.call<{ items: { line: number }[] }>(
    "GET",
    `/api/jobs/${job.id}/rows?outcome=valid&limit=2`,
  );
  expect(valid.body.items).toHaveLength(2);
  expect((await bulkhead.call("GET", "/api/assets/events.csv?download=1")).body).toBe(csv);
  expect(await keysIn(s3, bucket)).toHaveLength(1);
});

/** Stops the worker that has begun a step of a job, so that the other one has to finish the job. */
async function stopWorkerOf({ workflowId }: JobResource): Promise<void> {
  const connection = await Connection.connect({ address: inject("temporalAddress") });
  const workflow = new Client({ connection }).workflow.getHandle(workflowId);
  const workerAtWork = async () => {
    const { pendingActivities } = (await workflow.describe()).raw;
    const identity = pendingActivities?.find(({ lastStartedTime }) => lastStartedTime)?.lastWorkerIdentity;
    return workers.find(({ child }) => identity?.startsWith(`${child.pid}@`));
  };
  await expect.poll(workerAtWork, { interval: 20 }).toBeDefined();
  const begun = await workerAtWork();
  await connection.close();
  await begun?.kill("SIGTERM");
}

test("while the bucket is out of reach requests answer 503, and an accepted import waits for it", async () => {
  await bulkhead.upload("outage.csv", eventCsv({ rows: 100 }));
  proxy.cut();
  const statusAndCode = async (...call: Parameters<TestBulkhead["call"]>) => {
    const { status, body } = await bulkhead.call<{ code?: string; exception?: string }>(...call);
    return [status, body.code ?? body.exception];
  };
  const unavailable = [503, "STORAGE_UNAVAILABLE"];
  expect(await statusAndCode("PUT", "/api/assets/other.csv", { body: "id\n1\n" })).toEqual(unavailable);
  expect(await statusAndCode("GET", "/api/assets/outage.csv?download=1")).toEqual(unavailable);
  expect(
    await statusAndCode("POST", "/import/students?importerId=campus", { json: [{ id: "s1", userId: "u1" }] }),
  ).toEqual([503, expect.stringContaining("asset store")]);
  const json = { entity: "courseGroupInPersonEvent", asset: "outage.csv" };
  const accepted = await bulkhead.call<JobResource>("POST", "/api/imports", { json, headers: { Prefer: "wait=5" } });
  expect([accepted.status, accepted.body.state]).toEqual([202, "running"]);
  proxy.mend();
  expect((await bulkhead.jobEnd(accepted.body.id)).state).toBe("complete");
});

test("a tenant's end is the end of its objects", async () => {
  const key = await bulkhead.addKey("import", "leaving");
  await bulkhead.upload("last.csv", "id\n1\n", key);
  const ofTenant = async () => (await keysIn(s3, bucket)).filter((found) => found.includes("/leaving/"));
  expect(await ofTenant()).toHaveLength(1);
  const env = { PATH: process.env.PATH, ...s3Variables, ...bulkhead.env };
  await promisify(execFile)(
    process.execPath,
    ["dist/src/cli.js", "tenants", "remove", "leaving", "--confirm", "leaving"],
    {
      env,
    },
  );
  expect(await ofTenant()).toEqual([]);
});

test("no process has kept a file of its own", async () => {
  expect((await Promise.all(folders.map((folder) => readdir(folder)))).flat()).toEqual([]);
});
