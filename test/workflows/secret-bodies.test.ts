import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { hold } from "../support/hold.js";
import { withQuickStarter } from "../support/quick-starter.js";

let bulkhead: TestBulkhead;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_LIST_WAIT_SECONDS: "0" });
  connection = await Connection.connect({ address: inject("temporalAddress") });
  client = new Client({ connection });
});
afterAll(async () => {
  await connection.close();
  await bulkhead.stop();
});

/** Runs with a job whose list names a password where students have none, and which is blocked as it applies. */
async function withHeldList(run: (job: JobResource) => Promise<void>): Promise<void> {
  const held = await hold(bulkhead.env.DATABASE_URL ?? "", "lock table student in share row exclusive mode");
  try {
    const json = [{ id: "s1", userId: "u1", passwordOrHash: "hunter2" }];
    const { body } = await bulkhead.call<{ jobId: string }>("POST", "/import/students?importerId=campus", { json });
    await expect.poll(async () => (await bulkhead.job(body.jobId)).warnings.length).toBe(1);
    await run(await bulkhead.job(body.jobId));
  } finally {
    await held.release();
  }
}

async function storedBytes(): Promise<string[]> {
  const hashes: string[] = [];
  for await (const { sha256 } of bulkhead.deps.assets.blobs()) hashes.push(sha256);
  return hashes;
}

test("a list with a secret's name goes with a job whose workflow was terminated", async () => {
  await withHeldList(async (job) => {
    expect(await storedBytes()).toHaveLength(1);
    await client.workflow.getHandle(job.workflowId).terminate("an operator's mistake");
    await withQuickStarter(bulkhead, async () => {
      expect(await bulkhead.jobEnd(job.id)).toMatchObject({ error: { code: "WORKFLOW_TERMINATED" } });
      await expect.poll(storedBytes).toEqual([]);
    });
    expect((await bulkhead.call("POST", `/api/jobs/${job.id}/retry`)).body).toMatchObject({ code: "BODY_DELETED" });
  });
});

test("a list with a secret's name goes although the process that ended its job died before it could delete it", async () => {
  await withHeldList(async (job) => {
    const { query } = bulkhead.deps.db;
    await query.updateTable("job").set({ state: "failed", finishedAt: new Date() }).where("id", "=", job.id).execute();
    await client.workflow.getHandle(job.workflowId).terminate();
    expect(await storedBytes()).toHaveLength(1);
    await withQuickStarter(bulkhead, () => expect.poll(storedBytes).toEqual([]));
    expect((await bulkhead.call("POST", `/api/jobs/${job.id}/retry`)).body).toMatchObject({ code: "BODY_DELETED" });
  });
});
