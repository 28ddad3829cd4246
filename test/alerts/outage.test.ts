import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import getPort from "get-port";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { cloneDatabase } from "../support/database.js";
import { eventCsv } from "../support/event-file.js";
import { type FrailProxy, startFrailProxy } from "../support/frail-proxy.js";
import { type OwnTemporal, startOwnTemporal } from "../support/own-temporal.js";
import { type Prometheus, startPrometheus } from "../support/prometheus.js";

let folder: string;
let temporal: OwnTemporal;
let postgres: FrailProxy;
let bulkhead: TestBulkhead;
let worker: RoleProcess;
let prometheus: Prometheus;
let workerPort: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bulkhead-outage-"));
  temporal = await startTemporal();
  postgres = await startFrailProxy(await cloneDatabase());
  const port = await getPort();
  workerPort = await getPort();
  bulkhead = await TestBulkhead.start(
    {
      ...{ DATABASE_URL: postgres.through, TEMPORAL_ADDRESS: temporal.address, BULKHEAD_METRICS_PORT: String(port) },
      ...{ BULKHEAD_WAIT_SECONDS: "5" },
    },
    "http",
  );
  worker = await startWorker();
  prometheus = await startPrometheus([
    { role: "http", port },
    { role: "worker", port: workerPort },
  ]);
});
afterAll(async () => {
  await prometheus.stop();
  await worker.kill();
  await bulkhead.stop();
  await postgres.stop();
  await temporal.stop();
  await rm(folder, { recursive: true, force: true });
});

const startTemporal = () => startOwnTemporal(folder, 28_533);
const startWorker = () => startRole("worker", { ...bulkhead.env, BULKHEAD_METRICS_PORT: String(workerPort) });

/** Waits until these alerts fire and no other. */
async function fires(what: string, alerts: readonly string[]): Promise<void> {
  const began = Date.now();
  const firing = () => prometheus.firing().catch(() => null);
  await expect.poll(firing, { interval: 500, timeout: 240_000 }).toEqual(alerts);
  console.log(`${what}: ${alerts.join(", ") || "no alert"} (after ${Math.round((Date.now() - began) / 1_000)} s)`);
}

test("each part that goes away fires its alerts, and they end when it is back", { timeout: 1_200_000 }, async () => {
  await expect.poll(() => prometheus.up().catch(() => null)).toBe(2);
  await fires("all runs", []);

  await worker.kill();
  await fires("the worker was killed", ["BulkheadNoWorkers", "BulkheadProcessDown"]);
  worker = await startWorker();
  await fires("a worker is back", []);

  await temporal.stop();
  await bulkhead.upload("events.csv", eventCsv({ rows: 2 }));
  const json = { entity: "courseGroupInPersonEvent", asset: "events.csv" };
  const { body: job } = await bulkhead.call<{ id: string }>("POST", "/api/imports", { json });
  await fires("Temporal was stopped, and an import accepted", ["BulkheadImportsNotStarted", "BulkheadTemporalDown"]);
  temporal = await startTemporal();
  expect(await bulkhead.jobEnd(job.id)).toMatchObject({ state: "complete" });
  await fires("Temporal is back, and the import is complete", []);

  postgres.cut();
  const refused = await Promise.all(Array.from({ length: 20 }, () => bulkhead.call("GET", "/api/jobs")));
  expect(refused.map(({ status }) => status)).toEqual(Array(20).fill(503));
  await fires("Postgres was cut off", ["BulkheadDatabaseDown", "BulkheadRequestsRefused"]);
  postgres.mend();
  const served = async () => (await bulkhead.call("GET", "/api/jobs")).status;
  await expect.poll(served).toBe(200);
  await Promise.all(Array.from({ length: 1_000 }, () => bulkhead.call("GET", "/healthz")));
  await fires("Postgres is back", []);
});
