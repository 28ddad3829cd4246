import { sql } from "kysely";
import { afterEach, expect, inject, onTestFinished, test } from "vitest";
import type { z } from "zod";
import { lockFindings } from "../../src/db/integrity/findings.js";
import type { shownScheduleSchema } from "../../src/http/schedules/present.js";
import { type AnswerTimes, answerTimes } from "../support/answer-times.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";
import { startFrailProxy } from "../support/frail-proxy.js";
import { startSlowS3 } from "../support/slow-s3.js";

/** Ten requests wait at least so long. The others are answered during that time, on an idle machine in milliseconds. */
const waitMs = 5_000;
const ten = Array.from({ length: 10 }, (_, no) => no);

afterEach(() => {
  for (const name of ["AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) delete process.env[name];
});

async function start(settings: Record<string, string>): Promise<{ bulkhead: TestBulkhead; others: string }> {
  const bulkhead = await TestBulkhead.start(settings, "http");
  onTestFinished(() => bulkhead.stop());
  return { bulkhead, others: await bulkhead.addKey("read", "other") };
}

/** The requests of others, for as long as the ten are waiting. */
async function whileWaiting<T>(bulkhead: TestBulkhead, others: string, waiting: Promise<T>): Promise<AnswerTimes> {
  let isOver = false;
  const over = waiting.finally(() => {
    isOver = true;
  });
  const requests = [
    ...["/api/jobs", "/api/assets", "/api/schedules"].flatMap((path) => [
      { path, key: others },
      { path, key: bulkhead.key },
    ]),
    { path: "/readyz", key: null },
  ];
  const times = await answerTimes(bulkhead, requests, () => isOver);
  await over;
  return times;
}

const idleInTransaction = async ({ deps }: TestBulkhead) => {
  const { rows } = await sql<{ idle: number }>`
    select count(*) as idle from pg_stat_activity
    where datname = current_database() and state like 'idle in transaction%'
      and now() - state_change > interval '300 milliseconds'`.execute(deps.db.query);
  return rows[0]?.idle;
};

test("ten erasures that wait for a lock end with 503, and make nothing else wait", async () => {
  const { bulkhead, others } = await start({});
  await bulkhead.call("GET", "/api/jobs");
  const erase = (no: number) => bulkhead.call<{ code: string }>("DELETE", `/api/subjects/course/unknown-${no}`);
  const { erasures, times } = await bulkhead.deps.db.transaction({ name: "hold findings" }, async ({ trx }) => {
    await lockFindings(trx, "default");
    const erasures = Promise.all(ten.map(erase));
    return { erasures, times: await whileWaiting(bulkhead, others, erasures) };
  });
  console.log("ten erasures behind a lock, others:", times);
  expect([...times.statuses]).toEqual([200]);
  expect(times.worstMs).toBeLessThan(waitMs);
  for (const { status, headers, body } of await erasures) {
    expect([status, body.code, headers.get("retry-after")]).toEqual([503, "DATABASE_UNAVAILABLE", "2"]);
  }
  expect((await erase(0)).status).toBe(404);
});

test("ten uploads to a store that does not answer make nothing else wait, and hold no transaction", async () => {
  const s3 = await startSlowS3();
  onTestFinished(() => s3.stop());
  process.env.AWS_ENDPOINT_URL_S3 = s3.url;
  process.env.AWS_ACCESS_KEY_ID = process.env.AWS_SECRET_ACCESS_KEY = "test";
  const { bulkhead, others } = await start({
    BULKHEAD_ASSETS: "s3://bucket",
    BULKHEAD_S3_PATH_STYLE: "true",
    AWS_REGION: "us-east-1",
  });
  const put = (no: number) => bulkhead.call("PUT", `/api/assets/${no}.csv`, { body: eventCsv({ rows: 1 + no }) });
  const uploads = Promise.all(ten.map(put));
  await expect.poll(s3.copying, { timeout: 20_000 }).toBe(10);
  const looked = new Promise((resolve) => setTimeout(resolve, 1_500));
  const times = await whileWaiting(bulkhead, others, looked);
  console.log("ten uploads to a store that does not answer, others:", times);
  expect([...times.statuses]).toEqual([200]);
  expect(times.worstMs).toBeLessThan(waitMs);
  expect(await idleInTransaction(bulkhead)).toBe(0);
  s3.answer();
  expect((await uploads).map(({ status }) => status)).toEqual(ten.map(() => 201));
});

test("while Temporal does not answer, ten clients that make and change schedules make nothing else wait", async () => {
  const temporal = await startFrailProxy(`http://${inject("temporalAddress")}`);
  onTestFinished(() => temporal.stop());
  const { bulkhead, others } = await start({ TEMPORAL_ADDRESS: new URL(temporal.url).host });
  await bulkhead.upload("nightly.csv", eventCsv({ rows: 1 }));
  const usual = { import: { entity: "courseGroupInPersonEvent", asset: "nightly.csv" }, timeZone: "UTC" };
  type Shown = z.infer<typeof shownScheduleSchema>;
  const create = (name: string) =>
    bulkhead.call<Shown>("POST", "/api/schedules", { json: { ...usual, name, cron: "0 0 1 1 *" } });
  const { id } = (await create("known")).body;
  temporal.freeze();
  const act = (no: number) => {
    if (no % 2 === 0) return create(`new ${no}`);
    return bulkhead.call("PATCH", `/api/schedules/${id}`, { json: { name: `changed ${no}` } });
  };
  const acts = Promise.all([...ten.map(act), bulkhead.call("GET", `/api/schedules/${id}`)]);
  const times = await whileWaiting(bulkhead, others, acts);
  console.log("schedules while Temporal does not answer, others:", times);
  expect([...times.statuses]).toEqual([200]);
  expect(times.worstMs).toBeLessThan(waitMs);
  expect(await idleInTransaction(bulkhead)).toBe(0);
  expect((await acts).map(({ status }) => status)).toEqual([...ten.map(() => 503), 200]);

  temporal.thaw();
  const changed = await bulkhead.call<Shown>("PATCH", `/api/schedules/${id}`, { json: { name: "after" } });
  expect(changed).toMatchObject({ status: 200, body: { name: "after" } });
  const { body } = await bulkhead.call<{ items: Shown[] }>("GET", "/api/schedules");
  expect(body.items.map(({ name }) => name)).toEqual(["after"]);
});
