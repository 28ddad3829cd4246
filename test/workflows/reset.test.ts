import { randomUUID } from "node:crypto";
import { type Client, Connection, Client as TemporalClient } from "@temporalio/client";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";

/** An operator's `temporal workflow reset`: the workflow begins again, the job and what it stored do not. */
let bulkhead: TestBulkhead;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  connection = await Connection.connect({ address: inject("temporalAddress") });
  client = new TemporalClient({ connection });
});
afterAll(async () => {
  await connection.close();
  await bulkhead.stop();
});

// More than a small import, which has no steps to stop at.
const rows = 5_000;

/** Back to its first workflow task: every step is taken again. */
async function reset(workflowId: string): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  const { events } = await handle.fetchHistory();
  const first = events?.find(({ workflowTaskCompletedEventAttributes: attributes }) => attributes);
  await client.workflowService.resetWorkflowExecution({
    namespace: "default",
    workflowExecution: { workflowId, runId: (await handle.describe()).runId },
    workflowTaskFinishEventId: first?.eventId ?? null,
    requestId: randomUUID(),
    reason: "a test",
  });
}

async function stored(): Promise<number> {
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from course_group_in_person_event`.execute(bulkhead.deps.db.query);
  return counted[0]?.total ?? 0;
}

test("reset while it writes: both runs' last steps meet, one ends the job, and every row is stored once", async () => {
  await bulkhead.upload("held.csv", eventCsv({ rows }));
  // Another writer waits until the transaction is over.
  const id = await bulkhead.deps.db.transaction({ name: "hold the table" }, async ({ trx }) => {
    await sql`lock table course_group_in_person_event in share row exclusive mode`.execute(trx);
    const posted = await bulkhead.call<JobResource>("POST", "/api/imports", {
      json: { entity: "courseGroupInPersonEvent", asset: "held.csv" },
    });
    await expect.poll(() => waitingApplies(posted.body.id)).toBe(1);
    await reset(posted.body.workflowId);
    await expect.poll(() => waitingApplies(posted.body.id)).toBe(2);
    return posted.body.id;
  });
  const job = await bulkhead.jobEnd(id);
  expect(job).toMatchObject({ state: "complete", counts: { valid: rows, created: rows, updated: 0 }, error: null });
  expect(await stored()).toBe(rows);
  await expect(client.workflow.getHandle(job.workflowId).result()).resolves.toMatchObject({ state: "complete" });
});

/** Backends that want to write what the import has staged. */
async function waitingApplies(jobId: string): Promise<number | undefined> {
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from pg_stat_activity
    where application_name = ${`apply ${jobId}`} and wait_event_type = 'Lock'`.execute(bulkhead.deps.db.query);
  return counted[0]?.total;
}

test("reset after its end: the workflow finds the job ended, and ends as it did", async () => {
  const job = await bulkhead.import(eventCsv({ rows: 20 }), { importerId: "again" });
  await reset(job.workflowId);
  await expect(client.workflow.getHandle(job.workflowId).result()).resolves.toEqual({
    state: "complete",
    counts: job.counts,
  });
  expect(await bulkhead.job(job.id)).toEqual(job);
});
