import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";
import { hold } from "../support/hold.js";

/** One slot, and imports that keep many chunks of work queued for it: a later import meets a long queue. */
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

/** Few, long rows. */
const large = eventCsv({ rows, change: () => ({ description: "d".repeat(3_900), attendeeInfo: "i".repeat(3_900) }) });

async function startLarge(importerId: string, key = bulkhead.key, dryRun = true): Promise<JobResource> {
  const json = { entity: "courseGroupInPersonEvent", asset: "large.csv", importerId, dryRun };
  return (await bulkhead.call<JobResource>("POST", "/api/imports", { json, key })).body;
}

async function startBusyImports(): Promise<void> {
  await bulkhead.upload("large.csv", large);
  busy = await Promise.all(busyImporters.map((importerId) => startLarge(importerId)));
  await expect.poll(async () => (await busyNow()).some(({ stage }) => stage !== null)).toBe(true);
}

const busyNow = () => Promise.all(busy.map(({ id }) => bulkhead.job(id)));

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

/** How many large steps of the busy imports were begun while a step waited, by step. */
async function busyStepsBefore(waiting: readonly Step[]): Promise<number[]> {
  const large = (await Promise.all(busy.map(steps)))
    .flat()
    .filter(({ name }) => name === "surveyFile" || name === "writeFile");
  const begunMeanwhile = (step: Step) => (other: Step) =>
    other.startedAt > step.scheduledAt && other.startedAt < step.startedAt;
  return waiting.map((step) => large.filter(begunMeanwhile(step)).length);
}

test("a small import passes large ones: no step of it waits for their queue", async () => {
  await startBusyImports();
  const small = await bulkhead.import(eventCsv({ rows: 3 }), { importerId: "small" });
  expect((await busyNow()).some(({ finishedAt }) => finishedAt === null)).toBe(true);
  for (const { id } of busy) await bulkhead.jobEnd(id);
  const taken = await steps(small);
  // One may begin while the small step is on its way to the queue.
  for (const begun of await busyStepsBefore(taken)) expect(begun).toBeLessThanOrEqual(1);
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
  const [begun] = await busyStepsBefore((await steps(other)).slice(0, 1));
  console.log(`${begun} steps of one tenant began before the first step of another one's import`);
  expect(begun).toBeLessThanOrEqual(2);
});

test("long steps of a tenant leave a slot to a large import of another one", async () => {
  const held = await hold(bulkhead.env.DATABASE_URL ?? "", "lock course_group_in_person_event in exclusive mode");
  const key = await bulkhead.addKey("import", "patient");
  const organizations = Array.from({ length: 50_000 }, (_, n) => `o${n},Organization number ${n}\n`);
  await bulkhead.upload("large.csv", large);
  const importers = ["e", "f", "g", "h"];
  const writing = await Promise.all(importers.map((importerId) => startLarge(importerId, bulkhead.key, false)));
  const stages = () => Promise.all(writing.map(async ({ id }) => (await bulkhead.job(id)).stage));
  await expect.poll(stages).toContain("loading");
  const other = await bulkhead.import(`id,name\n${organizations.join("")}`, { entity: "organization" }, key);
  expect(other.state).toBe("complete");
  expect(await Promise.all(writing.map(async ({ id }) => (await bulkhead.job(id)).finishedAt))).toEqual(
    writing.map(() => null),
  );
  await held.release();
  for (const { id } of writing) await bulkhead.jobEnd(id);
});
