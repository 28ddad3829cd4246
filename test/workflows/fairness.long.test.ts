import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";

/** One slot, and imports that keep many chunks of work queued for it: whoever comes later sees a long queue. */
const busyImporters = ["a", "b", "c", "d"];
const rows = 5_000;

let bulkhead: TestBulkhead;
let connection: Connection;
let client: Client;
let busy: JobResource[];
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_ACTIVITY_SLOTS: "1" });
  connection = await Connection.connect({ address: inject("temporalAddress") });
  client = new Client({ connection });
});
afterAll(async () => {
  await connection.close();
  await bulkhead.stop();
});

/** Some eight chunks of few, long rows. */
const large = eventCsv({ rows, change: () => ({ description: "d".repeat(3_900), attendeeInfo: "i".repeat(3_900) }) });

async function startLarge(importerId: string, key = bulkhead.key): Promise<JobResource> {
  const json = { entity: "courseGroupInPersonEvent", asset: "large.csv", importerId, dryRun: true };
  return (await bulkhead.call<JobResource>("POST", "/api/imports", { json, key })).body;
}

async function startBusyImports(): Promise<void> {
  await bulkhead.upload("large.csv", large);
  busy = await Promise.all(busyImporters.map((importerId) => startLarge(importerId)));
  const percent = async ({ id }: JobResource) => (await bulkhead.job(id)).progress.percent;
  const isLoading = (job: JobResource) => expect.poll(() => percent(job)).toBeGreaterThanOrEqual(5);
  await Promise.all(busy.map(isLoading));
}

interface Step {
  readonly name: string;
  readonly scheduledAt: number;
  readonly startedAt: number;
}

/** The steps of an import that has ended, from its history. */
async function steps({ workflowId }: JobResource): Promise<Step[]> {
  const events = (await client.workflow.getHandle(workflowId).fetchHistory()).events ?? [];
  const moment = (eventId: unknown) => {
    const { seconds, nanos } = events.find((event) => String(event.eventId) === String(eventId))?.eventTime ?? {};
    return Number(seconds) * 1_000 + Number(nanos) / 1e6;
  };
  return events.flatMap(({ eventId, activityTaskStartedEventAttributes: started }) => {
    if (!started) return [];
    const scheduled = events.find((event) => String(event.eventId) === String(started.scheduledEventId));
    const name = scheduled?.activityTaskScheduledEventAttributes?.activityType?.name ?? "";
    return [{ name, scheduledAt: moment(started.scheduledEventId), startedAt: moment(eventId) }];
  });
}

/** How many chunks of the busy imports were begun while steps waited in the queue. */
async function busyChunksBefore(waiting: readonly Step[]): Promise<number> {
  const chunks = (await Promise.all(busy.map(steps))).flat().filter(({ name }) => name === "loadChunk");
  const begunMeanwhile = (step: Step) => (chunk: Step) =>
    chunk.startedAt > step.scheduledAt && chunk.startedAt < step.startedAt;
  return waiting.reduce((sum, step) => sum + chunks.filter(begunMeanwhile(step)).length, 0);
}

test("a small import passes large ones: each of its steps waits for the chunk under way, not for the queue", async () => {
  await startBusyImports();
  const small = await bulkhead.import(eventCsv({ rows: 3 }), { importerId: "small" });
  for (const { id } of busy) await bulkhead.jobEnd(id);
  const taken = await steps(small);
  const begun = await busyChunksBefore(taken);
  console.log(`${begun} chunks of large imports began while ${taken.length} steps of a small one were queued`);
  expect(begun).toBeLessThanOrEqual(taken.length);
});

test("a large import of another tenant gets its share beside a tenant's queue", async () => {
  const key = await bulkhead.addKey("import", "other");
  await bulkhead.upload("large.csv", large, key);
  await startBusyImports();
  const other = await startLarge("e", key);
  for (const { id } of busy) await bulkhead.jobEnd(id);
  await expect
    .poll(async () => (await bulkhead.call<JobResource>("GET", `/api/jobs/${other.id}`, { key })).body.state)
    .toBe("complete");
  const begun = await busyChunksBefore((await steps(other)).slice(0, 1));
  console.log(`${begun} chunks of one tenant began before the first step of another one's import`);
  expect(begun).toBeLessThanOrEqual(4);
});
