import { randomUUID } from "node:crypto";
import { Client, Connection, type ScheduleHandle } from "@temporalio/client";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { toConfig } from "../../src/config.js";
import { embeddedTarget } from "../../src/temporal/connection.js";
import { ensureSchedule, maintenanceSchedules, scheduleFault } from "../../src/temporal/maintenance-schedules.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";

let bulkhead: TestBulkhead;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_INTEGRITY_CRON: "0 3 * * *", BULKHEAD_CLEANUP_CRON: "5 * * * *" });
  connection = await Connection.connect({ address: inject("temporalAddress") });
  client = new Client({ connection });
});
afterAll(async () => {
  for (const name of ["integrity", "cleanup"])
    await scheduleOf(name)
      .delete()
      .catch(() => undefined);
  await connection.close();
  await bulkhead.stop();
});

function scheduleOf(name: string): ScheduleHandle {
  return client.schedule.getHandle(`bulkhead-${name}-${bulkhead.env.BULKHEAD_TASK_QUEUE}`);
}

/** The cron of the only calendar that a schedule has; null where there is no schedule. */
async function cronOf(name: string): Promise<string | null | undefined> {
  const found = await scheduleOf(name)
    .describe()
    .catch(() => null);
  return found && (found.spec.calendars?.length === 1 ? found.spec.calendars[0]?.comment : undefined);
}

async function schedulesOfQueue(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) {
    if (scheduleId.endsWith(bulkhead.env.BULKHEAD_TASK_QUEUE ?? "")) ids.push(scheduleId);
  }
  return ids.sort();
}

test("a worker schedules the full validation, which corrects what the findings have wrong", async () => {
  const body = JSON.stringify([{ id: "s1", userId: "nobody" }]);
  const headers = { "Content-Type": "application/json" };
  await bulkhead.call("POST", "/import/students?importerId=campus", { body, headers });
  const { query } = bulkhead.deps.db;
  await sql`update integrity_issue set target_id = 'somebody'`.execute(query);

  await expect.poll(() => cronOf("integrity")).toBe("0 3 * * *");
  await scheduleOf("integrity").trigger();
  const open = () => query.selectFrom("integrityIssue").select("targetId").where("untilVersion", "is", null).execute();
  await expect.poll(open).toEqual([{ targetId: "nobody" }]);
});

test("a worker schedules the cleaner, which removes what is left over", async () => {
  await bulkhead.upload("moved.csv", "former");
  await bulkhead.upload("moved.csv", "latter");
  const stored = async () => {
    const hashes: string[] = [];
    for await (const { sha256 } of bulkhead.deps.assets.blobs()) hashes.push(sha256);
    return hashes;
  };
  const before = (await stored()).length;
  await expect.poll(() => cronOf("cleanup")).toBe("5 * * * *");
  await scheduleOf("cleanup").trigger();
  await expect.poll(async () => (await stored()).length).toBe(before - 1);
});

test("any number of workers have one schedule of each kind, which follows the settings of the last to start", async () => {
  const workers: RoleProcess[] = [];
  const start = async (cron: string) =>
    workers.push(await startRole("worker", { ...bulkhead.env, BULKHEAD_CLEANUP_CRON: cron }));
  await start("5 * * * *");
  await expect.poll(() => cronOf("cleanup")).toBe("5 * * * *");
  await start("*/20 1-5 * * *");
  await expect.poll(() => cronOf("cleanup")).toBe("*/20 1-5 * * *");
  expect(await schedulesOfQueue()).toHaveLength(2);
  await start("off");
  await expect.poll(() => cronOf("cleanup")).toBe(null);
  expect(await cronOf("integrity")).toBe("0 3 * * *");
  await start("5 * * * *");
  await expect.poll(() => cronOf("cleanup")).toBe("5 * * * *");
  await Promise.all(workers.map((worker) => worker.kill()));
});

test("a schedule that is missing, paused, or other than the settings say is reported", async () => {
  const faults = (settings: Record<string, string> = {}, address = inject("temporalAddress")) =>
    Promise.all(
      maintenanceSchedules(toConfig({ ...bulkhead.env, ...settings })).map((schedule) =>
        scheduleFault(embeddedTarget(address), schedule),
      ),
    );
  expect(await faults()).toEqual([null, null]);
  expect(await faults({ BULKHEAD_CLEANUP_CRON: "6 * * * *" })).toEqual([null, "other than 6 * * * * in the settings"]);
  expect(await faults({ BULKHEAD_CLEANUP_CRON: "off" })).toEqual([null, "there, and off in the settings"]);
  const { spec } = await scheduleOf("cleanup").describe();
  await scheduleOf("cleanup").update((now) => ({ ...now, spec: { cronExpressions: ["7 * * * *"] } }));
  expect(await faults()).toEqual([null, "other than 5 * * * * in the settings"]);
  await scheduleOf("cleanup").update((now) => ({ ...now, spec }));
  expect(await faults()).toEqual([null, null]);
  await scheduleOf("cleanup").pause();
  await scheduleOf("integrity").delete();
  expect(await faults()).toEqual(["missing", "paused"]);
  expect(await faults({ BULKHEAD_INTEGRITY_CRON: "off" })).toEqual([null, "paused"]);
  await expect(faults({}, "127.0.0.1:1")).rejects.toThrow();
});

test("a run that halts ends after a day, so the next one begins; one that is open for longer is named", async () => {
  const config = toConfig({ ...bulkhead.env, BULKHEAD_TASK_QUEUE: `idle-${randomUUID()}` });
  const target = embeddedTarget(inject("temporalAddress"));
  const [, cleanup] = maintenanceSchedules(config);
  if (!cleanup) throw new Error("the cleaner has no schedule");
  await ensureSchedule(target, cleanup);
  const handle = client.schedule.getHandle(cleanup.id);
  expect((await handle.describe()).action).toMatchObject({ workflowRunTimeout: 86_400_000 });
  await handle.trigger("SKIP");
  await expect.poll(() => scheduleFault(target, cleanup, 0), { timeout: 20_000 }).toBe("a run is open for too long");
  expect(await scheduleFault(target, cleanup)).toBe(null);
  const [run] = (await handle.describe()).info.runningActions;
  await client.workflow.getHandle(run?.workflow.workflowId ?? "").terminate();
  await ensureSchedule(target, { ...cleanup, cron: null });
});

const crons = [
  ["BULKHEAD_INTEGRITY_CRON", "integrityCron"],
  ["BULKHEAD_CLEANUP_CRON", "cleanupCron"],
] as const;

test.each(["every night", "61 2 * * *", "* * * *", "30 25 * * *"])(
  "a cron that is none is refused at the start: %s",
  (cron) => {
    for (const [setting] of crons) expect(() => toConfig({ [setting]: cron })).toThrow(setting);
  },
);

test.each(["off", "30 2 * * *", "*/15 1-5 * * MON-FRI"])("a cron that is one is taken: %s", (cron) => {
  for (const [setting, name] of crons) {
    expect(toConfig({ [setting]: cron })[name]).toBe(cron === "off" ? null : cron);
  }
});
