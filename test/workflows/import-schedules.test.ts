import { randomUUID } from "node:crypto";
import { Client, Connection } from "@temporalio/client";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { z } from "zod";
import { lockSchedule } from "../../src/db/schedules/schedules.js";
import { scheduledStartSchema } from "../../src/domain/schedule-definition.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import type { scheduleSchema, shownScheduleSchema } from "../../src/http/schedules/present.js";
import { importWorkflowType } from "../../workflows/contract.js";
import { type Answer, TestBulkhead } from "../support/bulkhead.js";
import { runCli } from "../support/child-cli.js";
import { eventCsv } from "../support/event-file.js";
import { holdEvent, lockWaitOf } from "../support/hold.js";

type Shown = z.infer<typeof shownScheduleSchema>;
interface Problem {
  readonly code: string;
}

let bulkhead: TestBulkhead;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  connection = await Connection.connect({ address: inject("temporalAddress") });
  client = new Client({ connection });
});
afterAll(async () => {
  await connection.close();
  await bulkhead.stop();
});
beforeEach(() => bulkhead.upload("nightly.csv", eventCsv({ rows: 2 })));
/** A test that failed leaves no schedule to the next one. */
afterEach(async () => {
  const { items } = (await bulkhead.call<{ items: { id: string }[] }>("GET", "/api/schedules")).body;
  await Promise.all(items.map(({ id }) => remove(id)));
});

const entity = "courseGroupInPersonEvent";

function create(json: object = {}): Promise<Answer<Shown & Problem>> {
  const usual = { name: "nightly", import: { entity, asset: "nightly.csv" }, timeZone: "Europe/Vienna" };
  return bulkhead.call("POST", "/api/schedules", { json: { ...usual, ...json } });
}

async function show(id: string): Promise<Shown> {
  return (await bulkhead.call<Shown>("GET", `/api/schedules/${id}`)).body;
}

function act(id: string, verb: string, headers: Record<string, string> = {}): Promise<Answer<JobResource & Problem>> {
  return bulkhead.call("POST", `/api/schedules/${id}/${verb}`, { headers });
}

async function remove(id: string): Promise<void> {
  expect((await bulkhead.call("DELETE", `/api/schedules/${id}`)).status).toBe(204);
}

const renamed = (title: string) => eventCsv({ rows: 2 }).replaceAll(", course", `, ${title}`);
const outcomes = async (id: string) => (await show(id)).runs.map(({ outcome }) => outcome);
const atTemporal = (id: string) =>
  client.schedule.getHandle(`bulkhead-import-${bulkhead.env.BULKHEAD_TASK_QUEUE}-${id}`);

test("every second of a schedule has its run: an import, unchanged, an overlap, a failure, and a pause after two", async () => {
  const { body, status, headers } = await create({ everySeconds: 1, pauseAfterFailures: 2 });
  expect([status, headers.get("location")]).toEqual([201, `/api/schedules/${body.id}`]);
  await expect.poll(() => outcomes(body.id)).toContain("unchanged");

  const held = await holdEvent(bulkhead, 1);
  await bulkhead.upload("nightly.csv", renamed("Changed"));
  // The newest outcome, and the ends of the imports so far: a slow start may have overlapped before.
  const soFar = async () => {
    const { runs } = await show(body.id);
    return [runs[0]?.outcome, ...runs.flatMap(({ state }) => state ?? [])];
  };
  await expect.poll(soFar).toEqual(["overlap", "running", "complete"]);
  await held.release();
  await expect.poll(soFar).toEqual(["unchanged", "complete", "complete"]);

  await bulkhead.upload("nightly.csv", "id,title\n1,lost\n");
  await expect.poll(async () => (await show(body.id)).paused).toBe(true);
  // Temporal counts a time that was skipped a moment later.
  const gaps = async () => {
    const seconds = (await show(body.id)).runs.map(({ at }) => Date.parse(at) / 1_000);
    return seconds.filter((second, ago) => second !== (seconds[0] ?? 0) - ago);
  };
  await expect.poll(gaps).toEqual([]);
  const paused = await show(body.id);
  expect(paused).toMatchObject({ failures: 2, nextRuns: [], note: expect.stringContaining("failed") });
  // A slow machine skips times while an import is under way.
  const run = paused.runs.filter(({ outcome }) => outcome !== "overlap");
  expect(run.slice(0, 2)).toMatchObject([{ outcome: "failed" }, { outcome: "failed", state: "failed" }]);
  const imports = paused.runs.filter(({ outcome }) => outcome === "job");
  expect(imports.map(({ state }) => state)).toEqual(["complete", "complete"]);

  const { items } = (await bulkhead.call<{ items: JobResource[] }>("GET", `/api/jobs?scheduleId=${body.id}`)).body;
  expect(items.map(({ id }) => id)).toEqual(paused.runs.flatMap(({ jobId }) => jobId ?? []));
  for (const job of items) {
    expect(job).toMatchObject({ repeatable: true, scheduleId: body.id, importerId: "admin-key", blockedBy: null });
    expect(job.workflowId).toMatch(new RegExp(`^import:scheduled:${body.id}-20`));
  }
  const vendor = await bulkhead.call("GET", `/incoming/v2/jobs/${items[0]?.id}`);
  expect(vendor.body).toMatchObject({ data: { APIBackgroundJob: { repeatable: true, status: "failed" } } });

  await bulkhead.upload("nightly.csv", eventCsv({ rows: 3 }));
  expect(await act(body.id, "resume")).toMatchObject({ status: 200, body: { paused: false, failures: 0 } });
  const newestImport = async () => (await show(body.id)).runs.find(({ jobId }) => jobId !== null)?.state;
  await expect.poll(newestImport).toBe("complete");
  await remove(body.id);
  expect((await bulkhead.call("GET", `/api/schedules/${body.id}`)).status).toBe(404);
  await expect(atTemporal(body.id).describe()).rejects.toThrow();
});

test("rows that were left out are tried again with the same file, and an asset that is gone fails a job", async () => {
  await bulkhead.upload("sessions.csv", "id,name,courseId\ng1,Group,c-late\n");
  const { body } = await create({ everySeconds: 1, import: { entity: "group", asset: "sessions.csv" } });
  const tried = async () => (await show(body.id)).runs.filter(({ state }) => state === "complete_with_rejects").length;
  await expect.poll(tried).toBeGreaterThan(1);
  await bulkhead.deps.db.query.deleteFrom("asset").where("path", "=", "sessions.csv").execute();
  await expect.poll(() => outcomes(body.id)).toContain("failed");
  const { items } = (await bulkhead.call<{ items: JobResource[] }>("GET", `/api/jobs?scheduleId=${body.id}&limit=1`))
    .body;
  expect(items[0]).toMatchObject({ error: { code: "ASSET_NOT_FOUND" }, asset: { path: "sessions.csv", sha256: null } });
  await remove(body.id);
});

test("the next times follow the clocks of the time zone, also when they change", async () => {
  const { body } = await create({ cron: "30 2 * 3 SUN" });
  // 02:30 does not exist on the day on which the clocks of Vienna go forward, the last Sunday of March.
  const skipped = body.nextRuns ?? [];
  expect(skipped).toHaveLength(5);
  for (const time of skipped) expect(time).toMatch(/^\d{4}-03-(0[1-9]|1\d|2[0-4])T01:30:00.000Z$/);

  const change = { cron: "30 9 25-31 3 SUN,SAT" };
  const { body: moved } = await bulkhead.call<Shown>("PATCH", `/api/schedules/${body.id}`, { json: change });
  const hours = (moved.nextRuns ?? []).map((time) => [new Date(time).getUTCDay(), time.slice(11, 16)].join(" "));
  expect(new Set(hours)).toEqual(new Set(["6 08:30", "0 07:30"]));
  await remove(body.id);
});

test("a run by hand is accepted once, also while the schedule is paused, and not beside another", async () => {
  const { body } = await create({ cron: "0 0 1 1 *" });
  expect(await act(body.id, "pause")).toMatchObject({
    body: { paused: true, nextRuns: [], note: "paused by admin-key" },
  });
  const [key, wait] = [{ "Idempotency-Key": "by hand" }, { Prefer: "wait=60" }];
  const many = await Promise.all(Array.from({ length: 20 }, () => act(body.id, "trigger", { ...key, ...wait })));
  expect(new Set(many.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(many.map(({ body: job }) => job.id)).size).toBe(1);
  expect(many[0]?.body).toMatchObject({ state: "complete", repeatable: true, scheduleId: body.id });
  expect((await show(body.id)).runs).toMatchObject([{ outcome: "job", jobId: many[0]?.body.id }]);

  await bulkhead.upload("nightly.csv", renamed("Held"));
  const held = await holdEvent(bulkhead, 1);
  expect((await act(body.id, "trigger")).status).toBe(202);
  expect(await act(body.id, "trigger")).toMatchObject({ status: 409, body: { code: "SCHEDULE_RUNNING" } });
  await held.release();
  await remove(body.id);
});

test("a schedule is made with what was asked, and changed in part", async () => {
  const asked = {
    ...{ cron: "*/5 1-5 * * MON-FRI", catchUpSeconds: 60, jitterSeconds: 30, skipIfUnchanged: false },
    import: { entity, asset: "nightly.csv", importerId: "erp", onInvalid: "abort", dryRun: true },
  };
  const { body } = await create(asked);
  expect(body).toMatchObject({ ...asked, everySeconds: null, paused: false, pauseAfterFailures: null, runs: [] });
  const described = await atTemporal(body.id).describe();
  expect(described.policies).toMatchObject({ overlap: "SKIP", catchupWindow: 60_000 });
  expect(described.spec).toMatchObject({ jitter: 30_000, timezone: "Europe/Vienna" });
  expect(described.action.priority).toMatchObject({ fairnessKey: "default" });

  const change = { name: "hourly", everySeconds: 3_600, import: { dryRun: false } };
  const changed = await bulkhead.call<Shown>("PATCH", `/api/schedules/${body.id}`, { json: change });
  const after = { name: "hourly", everySeconds: 3_600, cron: null, import: { ...asked.import, dryRun: false } };
  expect(changed).toMatchObject({ status: 200, body: after });
  expect((await show(body.id)).nextRuns).toHaveLength(5);
  const list = await bulkhead.call<{ items: z.infer<typeof scheduleSchema>[] }>("GET", "/api/schedules");
  expect(list.body.items).toMatchObject([{ id: body.id, name: "hourly" }]);
  await remove(body.id);
});

test("what would never run, or has nothing to import, is refused, and nothing is left of it", async () => {
  const code = async (json: object) => (await create(json)).body.code;
  expect(await code({ cron: "0 0 31 2 *" })).toBe("INVALID_SCHEDULE");
  expect(await code({ cron: "0 0 1 nonsense *" })).toBe("INVALID_SCHEDULE");
  expect(await code({ cron: "every night" })).toBe("INVALID_BODY");
  expect(await code({ cron: "0 0 * * *", timeZone: "Europe/Nowhere" })).toBe("INVALID_BODY");
  expect(await code({ cron: "0 0 * * *", everySeconds: 5 })).toBe("INVALID_BODY");
  expect(await code({})).toBe("INVALID_BODY");
  expect(await code({ cron: "0 0 * * *", import: { entity, asset: "unknown.csv" } })).toBe("ASSET_NOT_FOUND");
  expect(await code({ cron: "0 0 * * *", import: { entity: "nothing", asset: "nightly.csv" } })).toBe("UNKNOWN_ENTITY");
  const { body } = await create({ cron: "0 0 * * *" });
  const never = await bulkhead.call<Problem>("PATCH", `/api/schedules/${body.id}`, { json: { cron: "0 0 31 2 *" } });
  expect(never.body.code).toBe("INVALID_SCHEDULE");
  expect(await show(body.id)).toMatchObject({ cron: "0 0 * * *", nextRuns: expect.any(Array) });
  expect((await show(body.id)).nextRuns).toHaveLength(5);
  await remove(body.id);
  const list = await bulkhead.call<{ items: unknown[] }>("GET", "/api/schedules");
  expect(list.body.items).toEqual([]);
});

test("the same file is imported again once an undo has changed what it left", async () => {
  await bulkhead.upload("twice.csv", eventCsv({ rows: 2 }).replaceAll("cg-", "twice-"));
  const { body } = await create({ cron: "0 0 1 1 *", import: { entity, asset: "twice.csv" } });
  const wait = { Prefer: "wait=20" };
  const first = (await act(body.id, "trigger", wait)).body;
  const second = (await act(body.id, "trigger", wait)).body;
  expect(second).toMatchObject({ state: "complete", counts: { created: 0, updated: 0 } });
  await atTemporal(body.id).trigger();
  await expect.poll(() => outcomes(body.id), { timeout: 20_000 }).toContain("unchanged");

  await bulkhead.call("POST", `/api/jobs/${first.id}/undo`);
  await expect.poll(async () => (await bulkhead.job(first.id)).state, { timeout: 20_000 }).toBe("undone");
  await atTemporal(body.id).trigger();
  const newest = async () => (await show(body.id)).runs[0];
  await expect.poll(newest, { timeout: 20_000 }).toMatchObject({ outcome: "job", state: "complete" });
  await remove(body.id);
});

test("a run acts for the tenant of its schedule, not for the one that its workflow was started with", async () => {
  const { body } = await create({ cron: "0 0 1 1 *" });
  const { action } = await atTemporal(body.id).describe();
  const [asked] = z.array(scheduledStartSchema).parse(action.args);
  const taskQueue = bulkhead.env.BULKHEAD_TASK_QUEUE ?? "";
  const forged = (change: object) => {
    const args = [{ searchAttributes: false, schedule: { ...asked?.schedule, ...change } }];
    return client.workflow.start(importWorkflowType, { workflowId: `forged:${randomUUID()}`, taskQueue, args });
  };
  await bulkhead.upload("nightly.csv", eventCsv({ rows: 2 }), await bulkhead.addKey("import", "victim"));
  const other = await forged({ tenantId: "victim" });
  await expect(other.result()).rejects.toMatchObject({ cause: { cause: { type: "SCHEDULE_NOT_FOUND" } } });
  const own = await forged({ requestedBy: "ghost" });
  await own.result();
  const jobs = await bulkhead.deps.db.query
    .selectFrom("job")
    .select(["tenantId", "requestedBy"])
    .where("scheduleId", "=", body.id)
    .execute();
  expect(jobs).toEqual([{ tenantId: "default", requestedBy: "admin-key" }]);
  await remove(body.id);
});

test("a schedule that Temporal has kept since an earlier version imports as it did", async () => {
  const { id } = (await create({ everySeconds: 86_400 })).body;
  const handle = client.schedule.getHandle(`bulkhead-import-${bulkhead.deps.config.taskQueue}-${id}`);
  const { action } = await handle.describe();
  const { schedule } = z.object({ schedule: z.record(z.string(), z.unknown()) }).parse(action.args?.[0]);
  for (const name of ["member", "sheet", "sourceUrl", "sourceAuth", "package"]) delete schedule[name];
  const run = (no: number) =>
    client.workflow.execute(importWorkflowType, {
      ...{ workflowId: `import:scheduled:${id}-${no}`, taskQueue: bulkhead.deps.config.taskQueue },
      args: [{ schedule, searchAttributes: false }],
    });
  expect(await run(1)).toMatchObject({ state: "complete" });
  expect(await run(2)).toEqual({ skipped: "unchanged" });
});

test("a run is accepted although a look took its time for skipped", async () => {
  const { body } = await create({ everySeconds: 3, catchUpSeconds: 60 });
  const { rows } = await sql<{ at: Date }>`
    with inferred as (
      insert into schedule_run (schedule_id, at, outcome)
      select ${body.id}, to_timestamp((ceil(extract(epoch from now()) / 3) + ahead) * 3), 'overlap'
      from generate_series(1, 2) as ahead returning at
    ), counted as (update schedule set overlaps_seen = overlaps_seen + 2 where id = ${body.id})
    select at from inferred`.execute(bulkhead.deps.db.query);
  const times = rows.map(({ at }) => at.toISOString());
  const outcomesThen = async () =>
    (await show(body.id)).runs.filter(({ at }) => times.includes(at)).map(({ outcome }) => outcome);
  await expect.poll(outcomesThen).toEqual(["unchanged", "unchanged"]);
  await remove(body.id);
});

test("the doctor lets no schedule change hands: Temporal gets back what it was made with", async () => {
  await runCli(["doctor", "--clean"], bulkhead.env); // what tests before have left is not looked for here
  const { body } = await create({ cron: "0 0 1 1 *" });
  await atTemporal(body.id).update(({ action, ...now }) => {
    const [asked] = z.array(scheduledStartSchema).parse(action.args);
    const schedule = { ...asked?.schedule, tenantId: "victim", requestedBy: "ghost" };
    return { ...now, action: { ...action, args: [{ searchAttributes: false, schedule }] } };
  });
  const line = `schedule\t${body.id}\tof another at Temporal: tenantId, requestedBy`;
  expect(await runCli(["doctor"], bulkhead.env)).toEqual({ code: 1, lines: [line] });
  expect(await runCli(["doctor", "--heal"], bulkhead.env)).toEqual({
    code: 0,
    lines: [`healed\t${line}`, "nothing is left over or stuck"],
  });
  const { action } = await atTemporal(body.id).describe();
  const [healed] = z.array(scheduledStartSchema).parse(action.args);
  expect(healed?.schedule).toMatchObject({ tenantId: "default", requestedBy: "admin-key" });
  expect(await show(body.id)).toMatchObject({ name: "nightly" });
  await remove(body.id);
});

test("an asset that a schedule needs stays until the schedule is gone", async () => {
  const { body } = await create({ cron: "0 0 * * *" });
  const forget = () => bulkhead.call<Problem>("DELETE", "/api/assets/nightly.csv");
  expect(await forget()).toMatchObject({ status: 409, body: { code: "ASSET_IN_USE" } });
  await remove(body.id);
  expect((await forget()).status).toBe(204);
});

test("a change that the database refuses leaves nothing to finish", async () => {
  const { id } = (await create({ cron: "0 0 * * *" })).body;
  const change = (json: object, path = id) => bulkhead.call<Problem>("PATCH", `/api/schedules/${path}`, { json });
  const leases = () => bulkhead.deps.db.query.selectFrom("lease").select("held").execute();
  expect((await change({ import: { asset: "unknown.csv" } })).body.code).toBe("ASSET_NOT_FOUND");
  expect(await leases()).toEqual([]);
  expect((await change({ import: { entity: "nothing" } })).body.code).toBe("UNKNOWN_ENTITY");
  expect(await leases()).toEqual([]);
  await remove(id);
});

test("a schedule is not given an asset that is removed during the change: it stays as it was, also at Temporal", async () => {
  await bulkhead.upload("short-lived.csv", eventCsv({ rows: 1 }));
  const { id } = (await create({ cron: "0 0 1 1 *" })).body;
  const { db } = bulkhead.deps;
  const json = { name: "moved", import: { asset: "short-lived.csv" } };
  const patched = await db.transaction({ name: "hold schedule" }, async ({ trx }) => {
    await lockSchedule(trx, id);
    const patching = bulkhead.call<Problem>("PATCH", `/api/schedules/${id}`, { json });
    await lockWaitOf(db.query, "follow schedule");
    // By a statement: a request may take longer than the other one waits for a lock.
    await db.query.deleteFrom("asset").where("path", "=", "short-lived.csv").execute();
    return { patching };
  });
  expect(await patched.patching).toMatchObject({ status: 404, body: { code: "ASSET_NOT_FOUND" } });
  expect(await show(id)).toMatchObject({ name: "nightly", import: { asset: "nightly.csv" } });
  const { action } = await atTemporal(id).describe();
  const [asked] = z.array(scheduledStartSchema).parse(action.args);
  expect(asked?.schedule).toMatchObject({ name: "nightly", assetPath: "nightly.csv" });
  expect(await db.query.selectFrom("lease").select("held").execute()).toEqual([]);
  await remove(id);
});

test("the doctor tells where the database and Temporal differ, and heals it", async () => {
  await runCli(["doctor", "--clean"], bulkhead.env); // what tests before have left is not looked for here
  // One after the other: the doctor names them in the order in which they were made.
  const [a, b, c] = [
    (await create({ cron: "0 1 * * *" })).body.id,
    (await create({ cron: "0 2 * * *" })).body.id,
    (await create({ cron: "0 3 * * *" })).body.id,
  ];
  await atTemporal(a).update((now) => ({
    ...now,
    spec: { cronExpressions: ["7 7 * * * # 7 7 * * *"], timezone: "UTC" },
  }));
  await atTemporal(b).delete();
  await bulkhead.deps.db.query.deleteFrom("schedule").where("id", "=", c).execute();
  const named = await runCli(["doctor"], bulkhead.env);
  expect(named).toEqual({
    code: 1,
    lines: [
      `schedule\t${a}\tother at Temporal: cron, timeZone`,
      `schedule\t${b}\tmissing at Temporal`,
      `schedule\t${c}\tmissing in the database`,
    ],
  });
  const healed = await runCli(["doctor", "--heal"], bulkhead.env);
  expect(healed).toEqual({
    code: 0,
    lines: [...named.lines.map((line) => `healed\t${line}`), "nothing is left over or stuck"],
  });
  expect(await show(a)).toMatchObject({ cron: "7 7 * * *", timeZone: "UTC", paused: false });
  expect(await show(b)).toMatchObject({ cron: "0 2 * * *", paused: true, note: expect.stringContaining("made again") });
  expect(await show(c)).toMatchObject({ cron: "0 3 * * *", name: "nightly", import: { asset: "nightly.csv" } });
  await Promise.all([a, b, c].map(remove));
});

test("a tenant that is removed takes its schedules along, also at Temporal", async () => {
  const key = await bulkhead.addKey("import", "leaving");
  await bulkhead.upload("nightly.csv", eventCsv({ rows: 2 }), key);
  const json = { name: "nightly", import: { entity, asset: "nightly.csv" }, timeZone: "UTC", cron: "0 0 * * *" };
  const { id } = (await bulkhead.call<Shown>("POST", "/api/schedules", { key, json })).body;
  expect(await runCli(["tenants", "remove", "leaving", "--confirm", "leaving"], bulkhead.env)).toEqual({
    code: 0,
    lines: expect.arrayContaining(["schedule\t1", "asset\t1", "removed leaving, with its files"]),
  });
  await expect(atTemporal(id).describe()).rejects.toThrow();
});
