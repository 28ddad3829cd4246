import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockOpenJobs } from "../../src/db/jobs/places.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { lockWaitOf } from "../support/hold.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_LIST_WAIT_SECONDS: "0" }, "http");
});
afterAll(() => bulkhead.stop());

async function stored(): Promise<string[]> {
  const found: string[] = [];
  for await (const { sha256 } of bulkhead.deps.assets.blobs()) found.push(sha256);
  for await (const { jobId } of bulkhead.deps.assets.bodies(0)) found.push(jobId);
  return found;
}

/** Sends a list, and ends the database session that accepts it before it can commit. */
async function loseAcceptance(list: string, json: object): Promise<number> {
  const { db } = bulkhead.deps;
  const { sent } = await db.transaction({ name: "hold places" }, async ({ trx }) => {
    await lockOpenJobs(trx, "default");
    const sent = bulkhead.call("POST", `/import/${list}?importerId=campus`, { json });
    await lockWaitOf(db.query, "accept import");
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'accept import'`.execute(db.query);
    return { sent };
  });
  return (await sent).status;
}

test.each([
  ["courses", [{ id: "c1", name: "Algebra" }]],
  ["users", [{ id: "u1", firstName: "Ada", lastName: "L.", passwordOrHash: "hunter2" }]],
])("a list of %s whose acceptance is known to have failed leaves neither bytes nor a lease", async (list, json) => {
  expect(await loseAcceptance(list, json)).toBe(503);
  expect(await stored()).toEqual([]);
  expect(await bulkhead.deps.db.query.selectFrom("lease").select("held").execute()).toEqual([]);
});
