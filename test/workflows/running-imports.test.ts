import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigError, toConfig } from "../../src/config.js";
import { setBound } from "../../src/db/access/tenant-bounds.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { startStack } from "../../src/start/stack.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";
import { type Hold, hold } from "../support/hold.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_MAX_RUNNING_IMPORTS: "2" });
  await bulkhead.upload("events.csv", eventCsv({ rows: 2 }));
  await bulkhead.import(eventCsv({ rows: 2 }));
});
afterAll(() => bulkhead.stop());

async function post(importerId: string, wait = 0): Promise<JobResource> {
  const json = { entity: "courseGroupInPersonEvent", asset: "events.csv", importerId };
  const headers = { Prefer: `wait=${wait}` };
  return (await bulkhead.call<JobResource>("POST", "/api/imports", { json, headers })).body;
}

/** Every import of the tenant is blocked as it applies: their rows are held. */
function holdRows(): Promise<Hold> {
  const rows = "select from course_group_in_person_event where tenant_id = 'default' for update";
  return hold(bulkhead.env.DATABASE_URL ?? "", rows);
}

async function states(jobs: readonly JobResource[]): Promise<string[]> {
  return Promise.all(jobs.map(async ({ id }) => (await bulkhead.job(id)).state));
}

test("imports beyond the tenant's limit stay queued until there is room; other tenants have their own", async () => {
  const held = await holdRows();
  const jobs = [await post("a"), await post("b"), await post("c"), await post("d")];
  await expect.poll(() => states(jobs)).toEqual(["running", "running", "queued", "queued"]);

  const key = await bulkhead.addKey("import", "other");
  expect(await bulkhead.import(eventCsv({ rows: 2 }), {}, key)).toMatchObject({ state: "complete" });
  expect(await states(jobs)).toEqual(["running", "running", "queued", "queued"]);

  await held.release();
  const ended = await Promise.all(jobs.map(({ id }) => bulkhead.jobEnd(id)));
  expect(ended.map(({ state }) => state)).toEqual(jobs.map(() => "complete"));
});

test("a job that waits for its turn holds no place", async () => {
  const held = await holdRows();
  const first = await post("a");
  await expect.poll(() => states([first])).toEqual(["running"]);
  const behind = [await post("a"), await post("a"), await post("a")];
  const waiting = async () => Promise.all(behind.map(async ({ id }) => (await bulkhead.job(id)).blockedBy));
  await expect.poll(waiting).toEqual(behind.map(() => first.id));
  const other = await post("b");
  await expect.poll(() => states([other])).toEqual(["running"]);
  await held.release();
  for (const { id } of [first, ...behind, other])
    expect(await bulkhead.jobEnd(id)).toMatchObject({ state: "complete" });
});

test("the run of a schedule waits for a place like any other import, and can be cancelled there", async () => {
  const held = await holdRows();
  const running = [await post("c"), await post("d")];
  await expect.poll(() => states(running)).toEqual(["running", "running"]);
  const schedule = { name: "often", everySeconds: 1, timeZone: "UTC", skipIfUnchanged: false };
  const imported = { entity: "courseGroupInPersonEvent", asset: "events.csv", importerId: "scheduled" };
  const { body } = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    json: { ...schedule, import: imported },
  });
  const runs = async () => {
    const path = `/api/jobs?scheduleId=${body.id}`;
    return (await bulkhead.call<{ items: JobResource[] }>("GET", path)).body.items;
  };
  const openRun = async () => (await runs()).find(({ finishedAt }) => finishedAt === null);
  await expect.poll(async () => (await openRun())?.state).toBe("queued");
  const first = await openRun();
  await bulkhead.call("POST", `/api/jobs/${first?.id}/cancel`);
  expect(await bulkhead.jobEnd(first?.id ?? "")).toMatchObject({ state: "cancelled" });
  await expect.poll(async () => (await openRun())?.state).toBe("queued");
  const second = await openRun();
  expect(second?.id).not.toBe(first?.id);
  await bulkhead.call("DELETE", `/api/schedules/${body.id}`);
  await held.release();
  for (const job of [...running, second])
    expect(await bulkhead.jobEnd(job?.id ?? "")).toMatchObject({ state: "complete" });
});

test("the run of a schedule past the limit of open imports is a failed job that says so", async () => {
  const { query } = bulkhead.deps.db;
  await setBound(query, "default", "openImports", 0);
  const imported = { entity: "courseGroupInPersonEvent", asset: "events.csv", importerId: "too-many" };
  const { body } = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    json: { name: "too many", everySeconds: 1, timeZone: "UTC", pauseAfterFailures: 1, import: imported },
  });
  const failed = async () => {
    const path = `/api/jobs?scheduleId=${body.id}&state=failed`;
    return (await bulkhead.call<{ items: JobResource[] }>("GET", path)).body.items[0]?.error?.code;
  };
  await expect.poll(failed).toBe("TOO_MANY_OPEN_IMPORTS");
  // A full queue is no fault of the schedule.
  const { body: shown } = await bulkhead.call<{ failures: number; paused: boolean }>(
    "GET",
    `/api/schedules/${body.id}`,
  );
  expect([shown.failures, shown.paused]).toEqual([0, false]);
  await bulkhead.call("DELETE", `/api/schedules/${body.id}`);
  await setBound(query, "default", "openImports", null);
});

test("files of more bytes together than a tenant's running imports may read wait for each other; one always runs", async () => {
  const { query } = bulkhead.deps.db;
  await setBound(query, "default", "workingBytes", 1);
  const held = await holdRows();
  const jobs = [await post("e"), await post("f")];
  await expect.poll(() => states(jobs)).toEqual(["running", "queued"]);
  await held.release();
  for (const { id } of jobs) expect(await bulkhead.jobEnd(id)).toMatchObject({ state: "complete" });
  await setBound(query, "default", "workingBytes", null);
});

test("many imports at once pass through few places, in accepted order, and each POST gets its end", async () => {
  const jobs = await Promise.all(Array.from({ length: 60 }, (_, n) => post(`importer-${n}`, 60)));
  expect(new Set(jobs.map(({ state }) => state))).toEqual(new Set(["complete"]));
  const { rows } = await sql<{ inOrder: boolean; most: number }>`
    with admitted as (
      select accepted_no, admitted_at, finished_at from job where importer_id like 'importer-%'
    )
    select
      not exists (
        select from admitted as a join admitted as b on a.accepted_no < b.accepted_no and a.admitted_at > b.admitted_at
      ) as in_order,
      (select max((select count(*) from admitted as b where b.admitted_at <= a.admitted_at and b.finished_at > a.admitted_at))
        from admitted as a) as most`.execute(bulkhead.deps.db.query);
  expect(rows).toEqual([{ inOrder: true, most: 2 }]);
});

test("a worker does not start with more slots than Postgres has connections for", async () => {
  const config = toConfig({ ...bulkhead.env, BULKHEAD_ACTIVITY_SLOTS: "100" });
  const refused = startStack(config, "worker", () => undefined);
  await expect(refused).rejects.toThrow(ConfigError);
  await expect(refused).rejects.toThrow(/asks for 305 connections, and Postgres allows 19\d/);
});
