import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";
import { holdEvent } from "../support/hold.js";

const events = { entity: "courseGroupInPersonEvent", asset: "events.csv" };

async function start(): Promise<{ bulkhead: TestBulkhead; admin: pg.Client }> {
  const bulkhead = await TestBulkhead.start();
  const admin = new pg.Client({ connectionString: bulkhead.env.DATABASE_URL, application_name: "admin" });
  admin.on("error", () => undefined);
  await admin.connect();
  onTestFinished(async () => {
    await admin.end();
    await bulkhead.stop();
  });
  return { bulkhead, admin };
}

test("an import survives 15 seconds in which the database only reads, and no request is answered with 500", async () => {
  const { bulkhead, admin } = await start();
  await bulkhead.import(eventCsv({ rows: 10 }));
  await bulkhead.upload("events.csv", eventCsv({ rows: 10 }).replaceAll(", course", ", changed"));
  const held = await holdEvent(bulkhead, 1);
  const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", { json: events });
  await expect.poll(async () => (await bulkhead.job(body.id)).state, { timeout: 20_000 }).toBe("running");

  const database = new URL(bulkhead.env.DATABASE_URL ?? "").pathname.slice(1);
  const readOnly = async (value: "on" | "off") => {
    await admin.query(`set default_transaction_read_only = off`);
    await admin.query(`alter database ${database} set default_transaction_read_only = ${value}`);
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);
  };
  await readOnly("on");
  await held.release();
  const statuses = new Set<number>();
  for (const until = Date.now() + 15_000; Date.now() < until; ) {
    statuses.add((await bulkhead.call("GET", `/api/jobs/${body.id}`)).status);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await readOnly("off");
  for (const status of statuses) expect([200, 503]).toContain(status);
  expect(await bulkhead.jobEnd(body.id)).toMatchObject({ state: "complete", counts: { updated: 10 } });
});

test("attempts that an outage ended do not count as those of a defect", async () => {
  const { bulkhead, admin } = await start();
  // Five attempts meet an outage, the sixth a defect, the seventh nothing.
  await admin.query(`
    create sequence attempt;
    create function faulty() returns trigger language plpgsql security definer as $$
    declare attempt bigint := nextval('attempt');
    begin
      if attempt <= 5 then raise exception 'outage' using errcode = '57P03'; end if;
      if attempt = 6 then raise exception 'defect' using errcode = 'XX000'; end if;
      return null;
    end $$;
    create trigger faulty before insert on course_group_in_person_event for each statement execute function faulty()`);
  await bulkhead.upload("events.csv", eventCsv({ rows: 10 }));
  const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", { json: events });
  expect(await bulkhead.jobEnd(body.id)).toMatchObject({ state: "complete", counts: { created: 10 } });
});

test("without Temporal schedules are shown and not changed, and no half of one is made", async () => {
  const { bulkhead } = await start();
  await bulkhead.upload("events.csv", eventCsv({ rows: 1 }));
  const request = { name: "nightly", import: events, timeZone: "UTC", everySeconds: 3_600 };
  const { body } = await bulkhead.call<{ id: string }>("POST", "/api/schedules", { json: request });
  const cut = await TestBulkhead.start(
    { DATABASE_URL: bulkhead.env.DATABASE_URL ?? "", TEMPORAL_ADDRESS: "127.0.0.1:1", BULKHEAD_API_KEY: "" },
    "http",
  );
  onTestFinished(() => cut.stop());
  expect(await cut.call("GET", `/api/schedules/${body.id}`)).toMatchObject({ status: 200, body: { nextRuns: null } });
  const refused = { status: 503, body: { code: "TEMPORAL_UNAVAILABLE" } };
  expect(await cut.call("POST", `/api/schedules/${body.id}/pause`)).toMatchObject(refused);
  expect(await cut.call("POST", "/api/schedules", { json: request })).toMatchObject(refused);
  const list = await bulkhead.call<{ items: unknown[] }>("GET", "/api/schedules");
  expect(list.body.items).toMatchObject([{ id: body.id, paused: false }]);
  expect((await bulkhead.call("DELETE", `/api/schedules/${body.id}`)).status).toBe(204);
});
