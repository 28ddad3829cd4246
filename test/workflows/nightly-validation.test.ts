import { Client, Connection } from "@temporalio/client";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { toConfig } from "../../src/config.js";
import { TestBulkhead } from "../support/bulkhead.js";

let bulkhead: TestBulkhead;
let connection: Connection;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_INTEGRITY_CRON: "0 3 * * *" });
  connection = await Connection.connect({ address: inject("temporalAddress") });
});
afterAll(async () => {
  const id = `bulkhead-integrity-${bulkhead.env.BULKHEAD_TASK_QUEUE}`;
  await new Client({ connection }).schedule.getHandle(id).delete();
  await connection.close();
  await bulkhead.stop();
});

test("a worker schedules the full validation, which corrects what the findings have wrong", async () => {
  const body = JSON.stringify([{ id: "s1", userId: "nobody" }]);
  const headers = { "Content-Type": "application/json" };
  await bulkhead.call("POST", "/import/students?importerId=campus", { body, headers });
  const { query } = bulkhead.deps.db;
  await sql`update integrity_issue set target_id = 'somebody'`.execute(query);

  const queue = bulkhead.env.BULKHEAD_TASK_QUEUE;
  const handle = new Client({ connection }).schedule.getHandle(`bulkhead-integrity-${queue}`);
  await expect.poll(async () => (await handle.describe().catch(() => null))?.spec.calendars?.length).toBe(1);
  await handle.trigger();
  const open = () => query.selectFrom("integrityIssue").select("targetId").where("untilVersion", "is", null).execute();
  await expect.poll(open, { timeout: 20_000 }).toEqual([{ targetId: "nobody" }]);
});

test.each(["every night", "61 2 * * *", "* * * *", "30 25 * * *"])(
  "a cron that is none is refused at the start: %s",
  (cron) => {
    expect(() => toConfig({ BULKHEAD_INTEGRITY_CRON: cron })).toThrow(/BULKHEAD_INTEGRITY_CRON/);
  },
);

test.each(["off", "30 2 * * *", "*/15 1-5 * * MON-FRI"])("a cron that is one is taken: %s", (cron) => {
  expect(toConfig({ BULKHEAD_INTEGRITY_CRON: cron }).integrityCron).toBe(cron === "off" ? null : cron);
});
