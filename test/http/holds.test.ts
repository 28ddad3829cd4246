import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { JobResource } from "../../src/http/jobs/schema.js";
import type { shownScheduleSchema } from "../../src/http/schedules/present.js";
import type { deliverySchema, madeWebhookSchema } from "../../src/http/webhooks/resource.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type EventCells, eventCsv } from "../support/event-file.js";
import { zipFile } from "../support/zip-file.js";

type Schedule = z.infer<typeof shownScheduleSchema>;

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_WEBHOOK_RETRIES: "86400" });
});
afterAll(() => bulkhead.stop());

const entity = "courseGroupInPersonEvent";
const renamed = ({ title }: EventCells) => ({ title: `Another ${title}` });

type Change = (cells: EventCells, row: number) => Partial<EventCells>;

/** A file whose keys begin with a prefix. */
function fileOf(prefix: string, rows: number, change: Change = () => ({})): string {
  return eventCsv({ rows, change: (cells, row) => ({ id: `${prefix}-${cells.id}`, ...change(cells, row) }) });
}

async function hold(importerId: string, limits: Record<string, number | null>): Promise<void> {
  const { status } = await bulkhead.call("PUT", `/api/holds/${importerId}/${entity}`, { json: limits });
  expect(status).toBe(200);
}

/** Uploads and imports a file, until it has ended or asks. */
async function importUntilAsked(csv: string, options: Record<string, unknown>): Promise<JobResource> {
  await bulkhead.upload("held.csv", csv);
  const json = { entity, asset: "held.csv", ...options };
  const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", { json });
  await expect.poll(async () => (await bulkhead.job(body.id)).state).not.toMatch(/queued|running/);
  return bulkhead.job(body.id);
}

async function approve({ id }: JobResource): Promise<JobResource> {
  expect((await bulkhead.call("POST", `/api/jobs/${id}/approve`)).status).toBe(202);
  return bulkhead.jobEnd(id);
}

const reasonsOf = ({ approval }: JobResource) => approval?.reasons.map(({ code }) => code);

/** A small file is staged whole; of a large one each row has its fate before it is read. */
const sizes = [
  ["small", 40],
  ["large", 8_000],
] as const;

test.each(sizes)(
  "a %s file that updates more than the hold allows waits, writes nothing, and goes on once approved",
  async (size, rows) => {
    const importerId = `updates-${size}`;
    await hold(importerId, { updatedPercent: 50, createdPercent: 10 });
    expect((await bulkhead.import(fileOf(importerId, rows), { importerId })).state).toBe("complete");
    const changed = fileOf(importerId, rows, renamed);
    const asking = await importUntilAsked(changed, { importerId });
    expect(asking).toMatchObject({ state: "awaiting_approval", counts: { created: 0, updated: rows, deleted: 0 } });
    expect(reasonsOf(asking)).toEqual(["MANY_UPDATED"]);
    const stored = await sql<{ count: number }>`
    select count(*) as count from course_group_in_person_event where importer_id = ${importerId} and title like 'Another%'
    `.execute(bulkhead.deps.db.query);
    expect(stored.rows[0]?.count).toBe(0);
    expect(await approve(asking)).toMatchObject({ state: "complete", counts: { updated: rows, created: 0 } });
  },
);

test.each(sizes)(
  "a %s file in which every key changed waits: as many rows would come as the importer owns",
  async (size, rows) => {
    const importerId = `keys-${size}`;
    await hold(importerId, { createdPercent: 20 });
    await bulkhead.import(fileOf(importerId, rows), { importerId });
    const asking = await importUntilAsked(fileOf(`other-${importerId}`, rows), { importerId });
    expect(asking).toMatchObject({ state: "awaiting_approval", counts: { created: rows, updated: 0, deleted: 0 } });
    expect(reasonsOf(asking)).toEqual(["MANY_CREATED"]);
    await bulkhead.call("POST", `/api/jobs/${asking.id}/cancel`);
    expect((await bulkhead.jobEnd(asking.id)).counts).toMatchObject({ created: 0 });
  },
);

test.each(sizes)("a %s file within the hold is imported as without one", async (size, rows) => {
  const importerId = `within-${size}`;
  await hold(importerId, { createdPercent: 20, updatedPercent: 20, rows });
  await bulkhead.import(fileOf(importerId, rows), { importerId });
  const change: Change = (cells, row) => (row % 10 === 0 ? renamed(cells) : {});
  const next = fileOf(importerId, rows + rows / 10, change);
  expect(await bulkhead.import(next, { importerId })).toMatchObject({
    state: "complete",
    counts: { created: rows / 10, updated: rows / 10 },
  });
});

test("an approval covers what was shown: where more rows would be updated by then, the import asks again", async () => {
  const importerId = "shown";
  await bulkhead.import(fileOf("shown", 40), { importerId });
  await hold(importerId, { updatedPercent: 10 });
  const change: Change = (cells, row) => (row <= 8 ? renamed(cells) : {});
  const asking = await importUntilAsked(fileOf("shown", 40, change), { importerId });
  expect(asking.counts).toMatchObject({ updated: 8 });
  const { body: other } = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity, asset: await stored(fileOf("shown", 40, () => ({ title: "Rewritten" }))), importerId: "another" },
  });
  await bulkhead.jobEnd(other.id);
  expect((await bulkhead.call("POST", `/api/jobs/${asking.id}/approve`)).status).toBe(202);
  await expect.poll(async () => (await bulkhead.job(asking.id)).counts).toMatchObject({ updated: 40 });
  const again = await bulkhead.job(asking.id);
  expect(again.state).toBe("awaiting_approval");
  expect(await approve(again)).toMatchObject({ state: "complete", counts: { updated: 40 } });
});

async function stored(csv: string): Promise<string> {
  await bulkhead.upload("stored.csv", csv);
  return "stored.csv";
}

test("rows bound all changes together, and deletions have the hold's bounds in place of the settings'", async () => {
  const importerId = "bounds";
  await bulkhead.import(fileOf(importerId, 40), { importerId });
  await hold(importerId, { deletedPercent: 60, rows: 30 });
  const half = await bulkhead.import(fileOf(importerId, 20), { importerId, mode: "snapshot" });
  expect(half).toMatchObject({ state: "complete", counts: { deleted: 20 } });
  const asking = await importUntilAsked(fileOf(importerId, 60), { importerId });
  expect(reasonsOf(asking)).toEqual(["MANY_CHANGES"]);
  await bulkhead.call("POST", `/api/jobs/${asking.id}/cancel`);
  const dry = await bulkhead.import(fileOf(importerId, 60), { importerId, dryRun: true });
  expect(dry.state).toBe("complete");
});

test("a hold is stored, listed, changed by admins alone, and removed", async () => {
  await hold("listed", { createdPercent: 5 });
  const path = `/api/holds/listed/${entity}`;
  const none = { updatedPercent: null, deletedPercent: null, rows: null };
  expect((await bulkhead.call("GET", path)).body).toMatchObject({
    importerId: "listed",
    entity,
    createdPercent: 5,
    ...none,
  });
  const importing = await bulkhead.addKey("import");
  expect((await bulkhead.call("PUT", path, { key: importing, json: {} })).status).toBe(403);
  const { body } = await bulkhead.call<{ items: { importerId: string }[] }>("GET", "/api/holds?limit=100");
  expect(body.items.map(({ importerId }) => importerId)).toContain("listed");
  expect((await bulkhead.call("DELETE", path)).status).toBe(204);
  expect(await bulkhead.call("GET", path)).toMatchObject({ status: 404, body: { code: "HOLD_NOT_FOUND" } });
});

/** A schedule that runs when it is triggered. */
async function makeSchedule(asset: string, expected: Record<string, number>): Promise<Schedule> {
  const json = {
    ...{ name: asset, everySeconds: 366 * 86_400, timeZone: "UTC", expect: expected, skipIfUnchanged: false },
    import: { entity, asset, importerId: asset },
  };
  const { status, body } = await bulkhead.call<Schedule>("POST", "/api/schedules", { json });
  expect(status).toBe(201);
  return body;
}

async function trigger({ id }: Schedule): Promise<JobResource> {
  const { body } = await bulkhead.call<JobResource>("POST", `/api/schedules/${id}/trigger`);
  await expect.poll(async () => (await bulkhead.job(body.id)).state).not.toMatch(/queued|running/);
  return bulkhead.job(body.id);
}

test("half a file is held where its schedule expects more, and is compared with the last one that was imported", async () => {
  await bulkhead.upload("shrinks.csv", fileOf("shrinks", 40));
  const schedule = await makeSchedule("shrinks.csv", { minRows: 10, maxShrinkPercent: 20 });
  expect((await trigger(schedule)).state).toBe("complete");
  await bulkhead.upload("shrinks.csv", fileOf("shrinks", 20));
  const half = await trigger(schedule);
  expect([half.state, reasonsOf(half)]).toEqual(["awaiting_approval", ["FILE_SHRANK"]]);
  await bulkhead.call("POST", `/api/jobs/${half.id}/cancel`);
  await bulkhead.jobEnd(half.id);
  const { body: retried } = await bulkhead.call<JobResource>("POST", `/api/jobs/${half.id}/retry`);
  await expect.poll(async () => (await bulkhead.job(retried.id)).state).toBe("awaiting_approval");
  await bulkhead.call("POST", `/api/jobs/${retried.id}/cancel`);
  await bulkhead.jobEnd(retried.id);
  await bulkhead.upload("shrinks.csv", fileOf("shrinks", 5));
  const tiny = await trigger(schedule);
  expect(reasonsOf(tiny)).toEqual(["TOO_FEW_ROWS", "FILE_SHRANK"]);
  await bulkhead.call("POST", `/api/jobs/${tiny.id}/cancel`);
  await bulkhead.jobEnd(tiny.id);
  const { body: wanted } = await bulkhead.call<JobResource>("POST", `/api/jobs/${tiny.id}/retry`);
  await expect.poll(async () => (await bulkhead.job(wanted.id)).state).toBe("awaiting_approval");
  expect(await approve(wanted)).toMatchObject({ state: "complete" });
  // Compared with the retry by now, which was the last to be imported.
  expect(reasonsOf(await trigger(schedule))).toEqual(["TOO_FEW_ROWS"]);
  await bulkhead.call("PATCH", `/api/schedules/${schedule.id}`, { json: { expect: null } });
  const [open] = (await bulkhead.call<{ items: JobResource[] }>("GET", `/api/jobs?scheduleId=${schedule.id}`)).body
    .items;
  await bulkhead.call("POST", `/api/jobs/${open?.id}/cancel`);
  await bulkhead.jobEnd(open?.id ?? "");
  expect((await trigger(schedule)).state).toBe("complete");
  await bulkhead.call("DELETE", `/api/schedules/${schedule.id}`);
});

test("a schedule without a new file is late: one event is sent, and it stays late until a file with other bytes comes", async () => {
  const hook = { url: "https://campus.example/hook", events: ["delivery.late"] };
  const webhook = await bulkhead.call<z.infer<typeof madeWebhookSchema>>("POST", "/api/webhooks", { json: hook });
  await bulkhead.upload("late.csv", fileOf("late", 3));
  const schedule = await makeSchedule("late.csv", { newFileWithinHours: 26 });
  expect((await trigger(schedule)).state).toBe("complete");
  const shown = async () => (await bulkhead.call<Schedule>("GET", `/api/schedules/${schedule.id}`)).body;
  expect(await shown()).toMatchObject({ lateSince: null, newFileAt: expect.any(String) });
  const { query } = bulkhead.deps.db;
  const aged = sql`now() - interval '27 hours'`;
  await sql`
    update schedule set new_file_at = ${aged}, created_at = ${aged}, failures_since = ${aged} where id = ${schedule.id}
    `.execute(query);
  expect((await trigger(schedule)).state).toBe("complete");
  await expect.poll(async () => (await shown()).lateSince).toEqual(expect.any(String));
  const change = async (hours: number) => {
    const json = { expect: { newFileWithinHours: hours } };
    return (await bulkhead.call<Schedule>("PATCH", `/api/schedules/${schedule.id}`, { json })).body;
  };
  expect((await bulkhead.call<Schedule>("POST", `/api/schedules/${schedule.id}/pause`)).body.lateSince).toBeNull();
  await bulkhead.call("POST", `/api/schedules/${schedule.id}/resume`);
  await sql`update schedule set failures_since = ${aged} where id = ${schedule.id}`.execute(query);
  await expect.poll(async () => (await shown()).lateSince).toEqual(expect.any(String));
  expect((await change(100)).lateSince).toBeNull();
  expect((await change(26)).expect).toMatchObject({ newFileWithinHours: 26 });
  await expect.poll(async () => (await shown()).lateSince).toEqual(expect.any(String));
  const told = async () =>
    (
      await bulkhead.call<{ items: z.infer<typeof deliverySchema>[] }>(
        "GET",
        `/api/webhooks/${webhook.body.id}/deliveries`,
      )
    ).body.items;
  await bulkhead.upload("late.csv", fileOf("late", 4));
  expect((await trigger(schedule)).state).toBe("complete");
  expect((await shown()).lateSince).toBeNull();
  const late = ["delivery.late", expect.objectContaining({ scheduleId: schedule.id, newFileWithinHours: 26 })];
  expect((await told()).map(({ event, bodies }) => [event, bodies[0]?.data])).toEqual([late, late, late]);
  await bulkhead.call("DELETE", `/api/schedules/${schedule.id}`);
});

test("rows are not expected of a package, whose files are counted one by one", async () => {
  await bulkhead.upload("roster.zip", zipFile([{ name: "orgs.csv", content: "sourcedId,name,type\no1,A,school\n" }]));
  const json = {
    ...{ name: "roster", everySeconds: 86_400, timeZone: "UTC", package: { asset: "roster.zip", preset: "sds-2.1" } },
    expect: { minRows: 10 },
  };
  expect(await bulkhead.call("POST", "/api/schedules", { json })).toMatchObject({
    status: 400,
    body: { code: "INVALID_BODY" },
  });
  const late = { ...json, expect: { newFileWithinHours: 26 } };
  const { status, body } = await bulkhead.call<Schedule>("POST", "/api/schedules", { json: late });
  expect([status, body.expect]).toEqual([201, { newFileWithinHours: 26, minRows: null, maxShrinkPercent: null }]);
  await bulkhead.call("DELETE", `/api/schedules/${body.id}`);
});
