import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { startStarter } from "../../src/services/loops/starter.js";
import { connectImports, type ImportWorkflows } from "../../src/temporal/import-workflows.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";

const pace = { everyMs: 100, unstartedMs: 200, checkMs: 200 };

let bulkhead: TestBulkhead;
let connection: Connection;
let client: Client;
let imports: ImportWorkflows;
beforeAll(async () => {
  // Without a worker every import stays where it is, and the test decides what becomes of its workflow.
  bulkhead = await TestBulkhead.start({}, "http");
  connection = await Connection.connect({ address: inject("temporalAddress") });
  client = new Client({ connection });
  const target = { options: { address: inject("temporalAddress") }, namespace: "default" };
  imports = connectImports({ target, taskQueue: bulkhead.deps.config.taskQueue, searchAttributes: true });
});
afterAll(async () => {
  await imports.close();
  await connection.close();
  await bulkhead.stop();
});

async function startImport(): Promise<JobResource> {
  await bulkhead.upload("events.csv", eventCsv({ rows: 3 }));
  const { status, body } = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: "courseGroupInPersonEvent", asset: "events.csv" },
  });
  expect(status).toBe(202);
  return body;
}

test("an accepted import is queued, with its Location, and reading it never hangs without a worker", async () => {
  await bulkhead.upload("events.csv", eventCsv({ rows: 3 }));
  const answer = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: "courseGroupInPersonEvent", asset: "events.csv" },
    headers: { Prefer: "wait=1" },
  });
  expect(answer.status).toBe(202);
  expect(answer.headers.get("location")).toBe(`/api/jobs/${answer.body.id}`);
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(await bulkhead.job(answer.body.id)).toMatchObject({ state: "queued", stage: null, progress: { percent: 0 } });
});

test("a workflow that was terminated fails its job with WORKFLOW_TERMINATED", async () => {
  const job = await startImport();
  await client.workflow.getHandle(job.workflowId).terminate("an operator's mistake");
  const starter = startStarter(bulkhead.deps, imports, pace);
  const ended = await bulkhead.jobEnd(job.id);
  await starter.stop();
  expect(ended).toMatchObject({ state: "failed", error: { code: "WORKFLOW_TERMINATED" } });
});

test("a running job whose workflow Temporal does not know fails with WORKFLOW_LOST", async () => {
  const job = await startImport();
  await bulkhead.deps.db.query
    .updateTable("job")
    .set({ state: "running", workflowId: "import:never-was" })
    .where("id", "=", job.id)
    .execute();
  const starter = startStarter(bulkhead.deps, imports, pace);
  const ended = await bulkhead.jobEnd(job.id);
  await starter.stop();
  expect(ended).toMatchObject({ state: "failed", error: { code: "WORKFLOW_LOST" } });
});

test("a job that was accepted and never started is started by the starter, once", async () => {
  const job = await startImport();
  await client.workflow.getHandle(job.workflowId).terminate();
  const lost = "import:accepted-and-not-started";
  await bulkhead.deps.db.query
    .updateTable("job")
    .set({ workflowId: `${lost}:${job.id}`, workflowStartedAt: null })
    .where("id", "=", job.id)
    .execute();
  const starters = [1, 2, 3].map(() => startStarter(bulkhead.deps, imports, pace));
  await expect.poll(() => imports.presence(`${lost}:${job.id}`)).toBe("open");
  await Promise.all(starters.map((starter) => starter.stop()));
  expect(await bulkhead.job(job.id)).toMatchObject({ state: "queued" });
});
