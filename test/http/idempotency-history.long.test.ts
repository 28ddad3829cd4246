import { Client, Connection, WorkflowNotFoundError } from "@temporalio/client";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  await bulkhead.upload("events.csv", eventCsv({ rows: 2 }));
});
afterAll(() => bulkhead.stop());

function post() {
  return bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: "courseGroupInPersonEvent", asset: "events.csv" },
    headers: { "Idempotency-Key": "nightly", Prefer: "wait=20" },
  });
}

test("a repeated request starts nothing when Temporal has deleted the history of its import", async () => {
  const { id, workflowId } = (await post()).body;
  await bulkhead.jobEnd(id);
  const connection = await Connection.connect({ address: inject("temporalAddress") });
  const handle = new Client({ connection }).workflow.getHandle(workflowId);
  const { runId } = await handle.describe();
  const workflowExecution = { workflowId, runId };
  await connection.workflowService.deleteWorkflowExecution({ namespace: "default", workflowExecution });
  const isGone = () => handle.describe().catch((error: unknown) => error instanceof WorkflowNotFoundError);
  await expect.poll(isGone, { interval: 500 }).toBe(true);
  const many = await Promise.all(Array.from({ length: 50 }, post));
  expect(new Set(many.map(({ status, body }) => `${status} ${body.id}`))).toEqual(new Set([`200 ${id}`]));
  expect(await isGone()).toBe(true);
  await connection.close();
});
