import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeInTurn } from "../../activities/pipeline/write-in-turn.js";
import { findJob } from "../../src/db/jobs/jobs.js";
import { noCounts } from "../../src/domain/job.js";
import { TestBulkhead } from "../support/bulkhead.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
});
afterAll(() => bulkhead.stop());

/** A job that no worker takes, in the state of one that runs. */
async function runningJob(): Promise<string> {
  const asset = `${randomUUID()}.csv`;
  await bulkhead.upload(asset, "id\n");
  const json = { entity: "organization", asset };
  const { body } = await bulkhead.call<{ id: string }>("POST", "/api/imports", { json });
  await bulkhead.deps.db.query.updateTable("job").set({ state: "running" }).where("id", "=", body.id).execute();
  return body.id;
}

const written = { state: "complete", counts: noCounts, issuesByCode: {}, error: null } as const;
const nothing = () => undefined;

test("a step that finds its question answered in between goes on", async () => {
  const { deps } = bulkhead;
  const id = await runningJob();
  const { query } = deps.db;
  const set = (state: "awaiting_approval" | "running") =>
    query.updateTable("job").set({ state, askedAt: new Date() }).where("id", "=", id).execute();
  await set("awaiting_approval");
  let looks = 0;
  const answer = await writeInTurn({ ...deps, placeFreed: nothing, runFailed: nothing }, id, async () => {
    const job = await findJob(query, id);
    // The approval comes right after the first look.
    if (++looks === 1) await set("running");
    return job?.state === "running" ? { job, write: async () => written } : null;
  });
  expect([looks, answer]).toMatchObject([2, { written }]);
});
