import { randomUUID } from "node:crypto";
import { Client, Connection } from "@temporalio/client";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { failJob } from "../../src/db/jobs/job-transitions.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { type Starter, startStarter } from "../../src/services/loops/starter.js";
import { connectImports } from "../../src/temporal/import-workflows.js";
import { turnSignalName } from "../../workflows/contract.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv, eventId } from "../support/event-file.js";
import { type Hold, hold, holdEvent } from "../support/hold.js";

const pace = { everyMs: 100, unstartedMs: 200, checkMs: 300 };

let bulkhead: TestBulkhead;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  // Two slots: while an import that is held has one, a waiting one that had the other would stop everything.
  bulkhead = await TestBulkhead.start({ BULKHEAD_ACTIVITY_SLOTS: "2" });
  connection = await Connection.connect({ address: inject("temporalAddress") });
  client = new Client({ connection });
});
afterAll(async () => {
  await connection.close();
  await bulkhead.stop();
});

/** Rows and an importer that no other test has. */
let row = 0;
let importerId: string;
beforeEach(async () => {
  row += 10;
  importerId = `erp-${row}`;
  await bulkhead.import(csv(row, "seed"), { importerId });
});

/** A file of one row, with its city. */
function csv(at: number, city: string): string {
  return eventCsv({ rows: at, change: () => ({ city }) })
    .split(/\n(?=id,|cg-)/)
    .filter((line) => line.startsWith("id,") || line.startsWith(eventId(at)))
    .join("\n");
}

async function post(content: string, options: Record<string, unknown> = {}): Promise<JobResource> {
  const asset = `${randomUUID()}.csv`;
  await bulkhead.upload(asset, content);
  const json = { entity: "courseGroupInPersonEvent", asset, importerId, ...options };
  return (await bulkhead.call<JobResource>("POST", "/api/imports", { json })).body;
}

/** Posts an import that changes the held row, and returns once it is blocked there. */
async function postHeld(city: string): Promise<JobResource> {
  const job = await post(csv(row, city));
  await expect.poll(() => lockWaits(`apply ${job.id}`)).toBe(1);
  return job;
}

async function lockWaits(name: string): Promise<number> {
  const { rows } = await sql<{ waits: number }>`
    select count(*) as waits from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and (application_name = ${name} or query like ${name})
    `.execute(bulkhead.deps.db.query);
  return rows[0]?.waits ?? 0;
}

async function untilBlocked(job: JobResource, by: JobResource): Promise<void> {
  const blockedBy = async () => (await bulkhead.job(job.id)).blockedBy;
  await expect.poll(blockedBy).toBe(by.id);
}

async function city(at = row): Promise<string | undefined> {
  const stored = await bulkhead.deps.db.query
    .selectFrom("courseGroupInPersonEvent")
    .select("city")
    .where("id", "=", eventId(at))
    .executeTakeFirst();
  return stored?.city;
}

async function withQuickStarter(run: (starter: Starter) => Promise<void>): Promise<void> {
  const target = { options: { address: inject("temporalAddress") }, namespace: "default" };
  const taskQueue = bulkhead.env.BULKHEAD_TASK_QUEUE ?? "";
  const imports = connectImports({ target, taskQueue, searchAttributes: true });
  const starter = startStarter(bulkhead.deps, imports, pace);
  try {
    await run(starter);
  } finally {
    await starter.stop();
    await imports.close();
  }
}

async function steps(job: JobResource): Promise<string[]> {
  const { events } = await client.workflow.getHandle(job.workflowId).fetchHistory();
  return (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
}

test("imports of one importer and entity apply in accepted order, however soon they are ready; others pass", async () => {
  const held = await holdEvent(bulkhead, row);
  const first = await postHeld("first");
  const second = await post(large("second"));
  const third = await post(csv(row, "third"));
  await untilBlocked(third, first);
  await untilBlocked(second, first);

  for (const { workflowId } of [second, third]) {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    expect(raw.pendingActivities ?? []).toEqual([]);
    const metadata = await client.workflow
      .getHandle(workflowId)
      .query<{ currentDetails: string }>("__temporal_workflow_metadata");
    expect(metadata.currentDetails).toContain(`**Waiting for its turn** behind job \`${first.id}\``);
  }
  const { body } = await bulkhead.call<{ items: JobResource[] }>("GET", `/api/jobs?importerId=${importerId}`);
  expect(body.items.map(({ state, blockedBy }) => [state, blockedBy])).toEqual([
    ["running", first.id],
    ["running", first.id],
    ["running", null],
    ["complete", null],
  ]);

  // They change the held row's file as well, or another entity, or nothing at all.
  expect(await bulkhead.import(csv(row, "dry"), { importerId, dryRun: true })).toMatchObject({ state: "complete" });
  expect(await bulkhead.import(csv(row + 1, "other"), { importerId: "other" })).toMatchObject({ state: "complete" });
  const webinar = `id,title,startDate,endDate,timeZone,meetingUrl
w-1,A webinar,2027-05-31T09:00:00Z,2027-05-31T10:00:00Z,UTC,https://meet.example.org/1
`;
  const otherEntity = { importerId, entity: "courseGroupWebinar" };
  expect(await bulkhead.import(webinar, otherEntity)).toMatchObject({ state: "complete", counts: { created: 1 } });
  expect(await bulkhead.job(first.id)).toMatchObject({ state: "running" });

  await held.release();
  const ended = [];
  for (const { id } of [first, second, third]) ended.push(await bulkhead.jobEnd(id));
  expect(ended.map(({ state, blockedBy }) => [state, blockedBy])).toEqual(ended.map(() => ["complete", null]));
  const moments = ended.map(({ finishedAt }) => finishedAt);
  expect(moments).toEqual([...moments].sort());
  expect(ended.map(({ counts }) => counts.updated)).toEqual([1, expect.any(Number), 1]);
  expect(await city()).toBe("third");
});

test("a waiting import whose workflow is gone holds up no other import, and neither does one that ends as it applies", async () => {
  const held = await holdEvent(bulkhead, row);
  const [first, second, third] = [
    await postHeld("first"),
    await post(csv(row, "second")),
    await post(csv(row, "third")),
  ];
  await untilBlocked(second, first);
  await untilBlocked(third, first);
  // The second is looked at when its turn has come; the first is in the middle of its last step, and has to release its
  // lock.
  const soon = sql<Date>`now() + interval '1 second'`;
  await bulkhead.deps.db.query
    .updateTable("jobCheck")
    .set({ checkedAt: soon })
    .where("jobId", "=", second.id)
    .execute();
  for (const { workflowId } of [second, first]) await client.workflow.getHandle(workflowId).terminate("a mistake");
  await withQuickStarter(async () => {
    expect(await bulkhead.jobEnd(first.id)).toMatchObject({ error: { code: "WORKFLOW_TERMINATED" } });
    expect(await lockWaits(`apply ${first.id}`)).toBe(0);
    expect(await bulkhead.jobEnd(second.id)).toMatchObject({ error: { code: "WORKFLOW_TERMINATED" } });
    await held.release();
    expect(await bulkhead.jobEnd(third.id)).toMatchObject({ state: "complete" });
  });
  expect(await city()).toBe("third");
});

test("a failed import is as good an end as any for the one behind it", async () => {
  const held = await holdEvent(bulkhead, row);
  const first = await postHeld("first");
  const broken = await post(csv(row, "broken").replace("title", "heading"));
  const last = await post(csv(row, "last"));
  expect(await bulkhead.jobEnd(broken.id)).toMatchObject({ state: "failed", error: { code: "MISSING_COLUMN" } });
  await untilBlocked(last, first);
  await held.release();
  expect(await bulkhead.jobEnd(last.id)).toMatchObject({ state: "complete" });
  expect(await city()).toBe("last");
});

test("a lost signal is repeated by the starter", async () => {
  const held = await holdEvent(bulkhead, row);
  const first = await postHeld("first");
  const second = await post(csv(row + 1, "second"));
  await untilBlocked(second, first);
  // Ended without a signal to the next one; its last step still runs, and cannot send one either.
  const error = { code: "WORKFLOW_LOST", message: "", hint: "", line: null } as const;
  await failJob(bulkhead.deps.db.query, first.id, error);
  await withQuickStarter(async () => {
    expect(await bulkhead.jobEnd(second.id)).toMatchObject({ state: "complete" });
  });
  await held.release();
  expect(await city(row + 1)).toBe("second");
});

/** A file that takes several steps, with `row` among its rows. */
function large(city: string): string {
  return eventCsv({ rows: 5_000, change: (_, n) => ({ city: n === row ? city : "any" }) });
}

/** Holds each note that a job waits for its turn, until it is released. */
async function holdNotes(): Promise<Hold> {
  await sql`
    create or replace function hold_note() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock(4711); return new; end $$`.execute(bulkhead.deps.db.query);
  await sql`
    create or replace trigger hold_note before update of waits_for_turn on job
    for each row execute function hold_note()`.execute(bulkhead.deps.db.query);
  return hold(bulkhead.env.DATABASE_URL ?? "", "select pg_advisory_xact_lock(4711)");
}

const heldNotes = () => expect.poll(() => lockWaits('update "job"%')).toBe(1);
const timesAsked = async (job: JobResource) => (await steps(job)).filter((step) => step === "writeFile").length;

test("an end between the question and the note that a job waits is seen", async () => {
  const held = await holdEvent(bulkhead, row);
  const first = await postHeld("first");
  const notes = await holdNotes();
  const second = await post(large("second"));
  await heldNotes();
  await held.release();
  await bulkhead.jobEnd(first.id);
  await notes.release();
  expect(await bulkhead.jobEnd(second.id)).toMatchObject({ state: "complete" });
  expect(await timesAsked(second)).toBe(1);
});

test("a signal that comes before the wait has the import ask again, and it waits on", async () => {
  const held = await holdEvent(bulkhead, row);
  const first = await postHeld("first");
  const notes = await holdNotes();
  const second = await post(large("second"));
  await heldNotes();
  await client.workflow.getHandle(second.workflowId).signal(turnSignalName);
  await notes.release();
  await expect.poll(() => timesAsked(second)).toBe(2);
  await untilBlocked(second, first);
  await held.release();
  expect(await bulkhead.jobEnd(second.id)).toMatchObject({ state: "complete" });
  expect(await timesAsked(second)).toBe(3);
});

test("a waiting import whose workflow is reset waits on, and applies in its turn", async () => {
  const held = await holdEvent(bulkhead, row);
  const first = await postHeld("first");
  const second = await post(large("second"));
  await untilBlocked(second, first);
  const { workflowId } = second;
  const handle = client.workflow.getHandle(workflowId);
  const { runId } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const firstTask = events?.find((event) => event.workflowTaskCompletedEventAttributes)?.eventId ?? null;
  await client.workflowService.resetWorkflowExecution({
    namespace: "default",
    workflowExecution: { workflowId, runId },
    reason: "a test",
    requestId: randomUUID(),
    workflowTaskFinishEventId: firstTask,
  });
  await expect.poll(() => steps(second)).toContain("writeFile");
  await held.release();
  expect(await bulkhead.jobEnd(second.id)).toMatchObject({ state: "complete" });
  expect(await city()).toBe("second");
});
