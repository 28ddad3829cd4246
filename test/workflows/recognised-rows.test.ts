import { Client, Connection } from "@temporalio/client";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";

let bulkhead: TestBulkhead;
let connection: Connection;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  connection = await Connection.connect({ address: inject("temporalAddress") });
});
afterAll(async () => {
  await connection.close();
  await bulkhead.stop();
});

async function stepsOf({ workflowId }: JobResource): Promise<string[]> {
  const { events } = await new Client({ connection }).workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name ?? [],
  );
}

test("an import ends beside another importer that commits rows of the entity while the file is read", async () => {
  const csv = eventCsv({ rows: 8_000 });
  expect(csv.length).toBeGreaterThan(2 ** 20); // a small file takes one step
  expect((await bulkhead.import(csv, { mode: "snapshot" })).counts.created).toBe(8_000);
  // Each time the step says how far it is, another importer has committed rows of the entity.
  await sql`
    create function other_importer() returns trigger language plpgsql as $$
    begin update entity_version set version = version + 1; return null; end $$`.execute(bulkhead.deps.db.query);
  await sql`
    create trigger other_importer after insert or update on job_progress for each row execute function other_importer()
    `.execute(bulkhead.deps.db.query);
  const changed = csv.replace(", course", ", changed");
  const job = await bulkhead.import(changed, { mode: "snapshot" });
  expect(job).toMatchObject({ state: "complete", counts: { unchanged: 7_999, updated: 1 } });
  expect(await stepsOf(job)).toEqual(["surveyFile", "writeFile", "finishImport"]);
});
