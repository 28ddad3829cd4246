import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "../../src/http/app.js";
import type { HttpDeps } from "../../src/http/context.js";
import { JobStreams } from "../../src/http/job-streams.js";
import { targetOf } from "../../src/temporal/connection.js";
import { connectSchedules } from "../../src/temporal/import-schedules.js";
import { connectImports } from "../../src/temporal/imports.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { startFrailProxy } from "../support/frail-proxy.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
});
afterAll(() => bulkhead.stop());

test("readiness needs the database, and reports Temporal and workers beside it", async () => {
  const ask = () => bulkhead.call("GET", "/readyz", { key: null });
  const body = { status: "ready", database: "up", pendingMigrations: [], temporal: "up", workers: 0 };
  // A server that is busy may take longer to answer than a health check waits.
  await expect.poll(ask, { timeout: 20_000 }).toMatchObject({ status: 200, body });
});

/** An app in this process whose looks at Temporal are counted. */
function countedApp(): { app: ReturnType<typeof createApp>; looks: () => number; close: () => Promise<void> } {
  const { config } = bulkhead.deps;
  const target = targetOf(config.temporal ?? { connectionOptions: {} });
  const { taskQueue, searchAttributes } = config;
  const imports = connectImports({ target, taskQueue, searchAttributes });
  const schedules = connectSchedules({ target, taskQueue, searchAttributes });
  let looks = 0;
  const counted = {
    ...imports,
    health: () => {
      looks++;
      return imports.health();
    },
  };
  const shown = { ...bulkhead.deps, imports: counted, schedules, temporalUiUrl: null, namespace: "default" };
  const deps: HttpDeps = { ...shown, streams: new JobStreams(shown), placeFreed: () => undefined };
  return {
    app: createApp(deps),
    looks: () => looks,
    close: async () => {
      await imports.close();
      await schedules.close();
    },
  };
}

test("a hundred requests for the readiness share one look at the servers", async () => {
  const { app, looks, close } = countedApp();
  const ask = async () => (await app.request("/readyz")).status;
  expect(await Promise.all(Array.from({ length: 100 }, ask))).toEqual(Array(100).fill(200));
  expect(looks()).toBe(1);
  await close();
});

test("readiness tells of an outage of the database, and of its end", async () => {
  const { DATABASE_URL = "" } = bulkhead.env;
  const proxy = await startFrailProxy(DATABASE_URL);
  const behind = new URL(DATABASE_URL);
  behind.host = new URL(proxy.url).host;
  const frail = await TestBulkhead.start({ DATABASE_URL: behind.href }, "http");
  const status = async () => (await frail.call("GET", "/readyz", { key: null })).status;
  try {
    expect(await status()).toBe(200);
    proxy.cut();
    await expect.poll(status, { timeout: 10_000 }).toBe(503);
    proxy.mend();
    await expect.poll(status, { timeout: 10_000 }).toBe(200);
  } finally {
    proxy.mend();
    await frail.stop();
    await proxy.stop();
  }
});
