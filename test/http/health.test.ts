import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";
import { startFrailProxy } from "../support/frail-proxy.js";
import { startTestApp } from "../support/test-app.js";

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

test("a hundred requests for the readiness share one look at the servers", async () => {
  const app = await startTestApp(bulkhead);
  try {
    const ask = async () => (await fetch(`${app.server.url}/readyz`)).status;
    expect(await Promise.all(Array.from({ length: 100 }, ask))).toEqual(Array(100).fill(200));
    expect(app.healthLooks()).toBeLessThan(10);
  } finally {
    await app.stop();
  }
});

test("readiness reports an outage of the database, and its end", async () => {
  const { DATABASE_URL = "" } = bulkhead.env;
  const proxy = await startFrailProxy(DATABASE_URL);
  const frail = await TestBulkhead.start({ DATABASE_URL: proxy.through }, "http");
  const status = async () => (await frail.call("GET", "/readyz", { key: null })).status;
  try {
    expect(await status()).toBe(200);
    proxy.cut();
    await expect.poll(status, { timeout: 10_000 }).toBe(503);
    proxy.mend();
    await expect.poll(status, { timeout: 10_000 }).toBe(200);
    // The connection stands, and nothing comes over it.
    proxy.freeze();
    await expect.poll(status, { timeout: 20_000 }).toBe(503);
    proxy.thaw();
    await expect.poll(status, { timeout: 20_000 }).toBe(200);
  } finally {
    proxy.thaw();
    proxy.mend();
    await frail.stop();
    await proxy.stop();
  }
});
