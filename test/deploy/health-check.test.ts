import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { readEnv } from "../../src/config.js";
import { TestBulkhead } from "../support/bulkhead.js";

/** The status with which a container's health check ends. */
async function healthCheck({ env, url }: TestBulkhead, role: "http" | "worker"): Promise<unknown> {
  const port = new URL(url).port;
  const child = spawn(process.execPath, ["dist/src/health-check.js", role], {
    env: { ...env, PATH: readEnv().PATH, PORT: port },
    stdio: "inherit",
  });
  const [code] = await once(child, "exit");
  return code;
}

test("http is well while it accepts imports, and no longer when it has stopped", async () => {
  const bulkhead = await TestBulkhead.start({}, "http");
  expect(await healthCheck(bulkhead, "http")).toBe(0);
  await bulkhead.stop();
  expect(await healthCheck(bulkhead, "http")).toBe(1);
});

test("a worker is well once it asks Temporal for work; an http process alone is no worker", async () => {
  const http = await TestBulkhead.start({}, "http");
  expect(await healthCheck(http, "worker")).toBe(1);
  await http.stop();
  const all = await TestBulkhead.start();
  await expect.poll(() => healthCheck(all, "worker")).toBe(0);
  await all.stop();
});
