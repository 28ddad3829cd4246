import { randomUUID } from "node:crypto";
import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { sessionFile } from "../support/session-file.js";

let bulkhead: TestBulkhead;
let connection: Connection;
beforeAll(async () => {
  [bulkhead, connection] = await Promise.all([
    TestBulkhead.start(),
    Connection.connect({ address: inject("temporalAddress") }),
  ]);
});
afterAll(async () => {
  await connection.close();
  await bulkhead.stop();
});

test("imports that ask for approval, and those that wait behind them, are found by their stage in Temporal", async () => {
  const importerId = `asks-${randomUUID()}`;
  const { workflow } = new Client({ connection });
  async function found(stage: string): Promise<string[]> {
    const ids: string[] = [];
    const query = `ImportStage = '${stage}' AND ImportImporter = '${importerId}' AND ExecutionStatus = 'Running'`;
    for await (const { workflowId } of workflow.list({ query })) ids.push(workflowId);
    return ids;
  }
  async function start(rows: readonly Record<string, string>[], mode: string): Promise<JobResource> {
    const asset = `${randomUUID()}.csv`;
    await bulkhead.upload(asset, sessionFile(rows));
    const json = { entity: "courseGroupInPersonEvent", asset, mode, importerId };
    return (await bulkhead.call<JobResource>("POST", "/api/imports", { json })).body;
  }

  await bulkhead.import(sessionFile([{ id: `${importerId}-1` }]), { importerId });
  const asking = await start([], "snapshot");
  await expect.poll(() => found("awaiting_approval")).toEqual([asking.workflowId]);
  const waiting = await start([{ id: `${importerId}-2` }], "upsert");
  await expect.poll(() => found("waiting")).toEqual([waiting.workflowId]);
  await expect
    .poll(() => bulkhead.job(waiting.id))
    .toMatchObject({ blockedBy: asking.id, blockedByState: "awaiting_approval" });
  await bulkhead.call("POST", `/api/jobs/${asking.id}/approve`);
  expect((await bulkhead.jobEnd(asking.id)).state).toBe("complete");
  expect((await bulkhead.jobEnd(waiting.id)).state).toBe("complete");
  await expect.poll(() => found("waiting")).toEqual([]);
});
