import { createHash } from "node:crypto";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { eventCsv } from "../support/event-file.js";

/** A file that kills each worker that reads it; the worker is started again each time, as an orchestrator would. */
const poison = "id,name\norg_1,Poison\n";
let bulkhead: TestBulkhead;
let worker: RoleProcess;
let deaths = 0;
let stopped = false;
let supervised: Promise<void>;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
  supervised = supervise();
});
afterAll(async () => {
  stopped = true;
  await worker.kill();
  await supervised;
  await bulkhead.stop();
});

async function supervise(): Promise<void> {
  const preload = new URL("../support/dies-on-file.mjs", import.meta.url).href;
  const POISON = createHash("sha256").update(poison).digest("hex");
  while (!stopped) {
    worker = await startRole("worker", { ...bulkhead.env, NODE_OPTIONS: `--import ${preload}`, POISON });
    await once(worker.child, "exit");
    if (!stopped) deaths++;
  }
}

async function start(key: string, entity: string, asset: string): Promise<string> {
  const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", { key, json: { entity, asset } });
  return body.id;
}

test("a step that kills its worker each time ends its job, and the imports beside it complete", async () => {
  const [attacker, victim] = [await bulkhead.addKey("import", "attacker"), await bulkhead.addKey("import", "victim")];
  await bulkhead.upload("poison.csv", poison, attacker);
  await bulkhead.upload("large.csv", eventCsv({ rows: 50_000 }), victim);
  await bulkhead.upload("small.csv", "id,name\norg_1,Faculty of Arts\n", victim);
  const began = Date.now();
  const poisoned = await start(attacker, "organization", "poison.csv");
  const large = await start(victim, "courseGroupInPersonEvent", "large.csv");
  const latencies: number[] = [];
  while (!(await bulkhead.job(poisoned, attacker)).finishedAt) {
    const sent = Date.now();
    const small = await bulkhead.jobEnd(await start(victim, "organization", "small.csv"), victim);
    expect(small.state).toBe("complete");
    latencies.push(Date.now() - sent);
    await setTimeout(200);
  }
  const seconds = (Date.now() - began) / 1_000;
  console.log(
    `the poisoned job ended after ${seconds.toFixed(0)} s and ${deaths} dead workers; ` +
      `${latencies.length} imports beside it, the slowest in ${Math.max(...latencies)} ms`,
  );
  expect(await bulkhead.job(poisoned, attacker)).toMatchObject({ state: "failed", error: { code: "STEP_LOST" } });
  expect(deaths).toBeLessThanOrEqual(6);
  expect(await bulkhead.jobEnd(large, victim)).toMatchObject({ state: "complete", counts: { created: 50_000 } });
});
