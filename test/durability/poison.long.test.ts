import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/job-resource.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { eventCsv } from "../support/event-file.js";

/** A worker whose heap is too small for one record of the poison, started again each time it dies. */
let bulkhead: TestBulkhead;
let worker: RoleProcess | null = null;
let deaths = 0;
let stopped = false;
let supervised: Promise<void>;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_MAX_RECORD_BYTES: String(2 ** 30) }, "http");
  supervised = supervise();
});
afterAll(async () => {
  stopped = true;
  await worker?.kill();
  await supervised;
  await bulkhead.stop();
});

async function supervise(): Promise<void> {
  while (!stopped) {
    const env = { ...bulkhead.env, NODE_OPTIONS: "--max-old-space-size=128", BULKHEAD_LOG_LEVEL: "error" };
    worker = await startRole("worker", env).catch(() => null);
    if (worker && worker.child.exitCode === null && worker.child.signalCode === null) {
      await new Promise((resolve) => worker?.child.once("exit", resolve));
    }
    if (!stopped) deaths++;
  }
}

/** A list with one element that takes some 500 MB once it is parsed. */
const poison = `[{"id":"user_1","firstName":"A","lastName":"B","unknown":[${"[],".repeat(15_000_000)}[]]}]`;

test("a step that kills its worker each time ends its job, and the imports beside it complete", async () => {
  const [attacker, victim] = [await bulkhead.addKey("import", "attacker"), await bulkhead.addKey("import", "victim")];
  const start = (key: string, entity: string, asset: string) =>
    bulkhead.call<JobResource>("POST", "/api/imports", { key, json: { entity, asset } });
  const jobOf = async (key: string, id: string) =>
    (await bulkhead.call<JobResource>("GET", `/api/jobs/${id}`, { key })).body;
  await bulkhead.call("PUT", "/api/assets/poison.json", {
    key: attacker,
    body: poison,
    headers: { "Content-Type": "application/json" },
  });
  await bulkhead.upload("large.csv", eventCsv({ rows: 50_000 }), victim);
  await bulkhead.upload("small.csv", "id,name\norg_1,Faculty of Arts\n", victim);
  const began = Date.now();
  const poisoned = (await start(attacker, "user", "poison.json")).body.id;
  const large = (await start(victim, "courseGroupInPersonEvent", "large.csv")).body.id;
  const latencies: number[] = [];
  let job = await jobOf(attacker, poisoned);
  while (!job.finishedAt) {
    const sent = Date.now();
    const { id } = (await start(victim, "organization", "small.csv")).body;
    let small = await jobOf(victim, id);
    while (!small.finishedAt) {
      await setTimeout(50);
      small = await jobOf(victim, id);
    }
    expect(small.state).toBe("complete");
    latencies.push(Date.now() - sent);
    job = await jobOf(attacker, poisoned);
  }
  const seconds = (Date.now() - began) / 1_000;
  console.log(
    `the poisoned job ended after ${seconds.toFixed(0)} s and ${deaths} dead workers; ` +
      `${latencies.length} imports beside it, the slowest in ${Math.max(...latencies)} ms`,
  );
  expect(job).toMatchObject({ state: "failed", error: { code: "STEP_LOST" } });
  expect(deaths).toBeLessThan(12);
  let beside = await jobOf(victim, large);
  while (!beside.finishedAt) {
    await setTimeout(50);
    beside = await jobOf(victim, large);
  }
  expect(beside).toMatchObject({ state: "complete", counts: { created: 50_000 } });
}, 600_000);
