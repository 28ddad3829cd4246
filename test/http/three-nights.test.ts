import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { JobResource } from "../../src/http/jobs/schema.js";
import type { shownScheduleSchema } from "../../src/http/schedules/present.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type TestCertificate, testCertificate } from "../support/certificate.js";
import { eventCsv, eventId } from "../support/event-file.js";
import { type HttpsServer, startHttpsServer } from "../support/https-server.js";
import { type MailServer, startMailServer } from "../support/mail-server.js";

type Schedule = z.infer<typeof shownScheduleSchema>;

const entity = "courseGroupInPersonEvent";
const asset = "nightly/events.csv";
const rows = 200;

let certificate: TestCertificate;
let receiver: HttpsServer;
let mail: MailServer;
let bulkhead: TestBulkhead;
/** The events that the server of the campus got. */
const told: string[] = [];

beforeAll(async () => {
  certificate = await testCertificate(["IP:127.0.0.3"]);
  receiver = await startHttpsServer(certificate, "127.0.0.3", (request, response) => {
    let body = "";
    request.on("data", (block: Buffer) => {
      body += block.toString("utf8");
    });
    request.on("end", () => {
      const { type, data } = JSON.parse(body) as { type: string; data: { reasons?: string[] } };
      told.push([type, ...(data.reasons ?? [])].join(" "));
      response.writeHead(204).end();
    });
  });
  mail = await startMailServer();
  bulkhead = await TestBulkhead.start({
    BULKHEAD_ALLOW_SOURCES: "127.0.0.3",
    BULKHEAD_SMTP_URL: mail.url,
    BULKHEAD_PUBLIC_URL: "https://imports.campus.example",
  });
});
afterAll(async () => {
  await bulkhead.stop();
  await receiver.close();
  await mail.close();
});

function fileOf(prefix: string, count: number): string {
  return eventCsv({ rows: count, change: ({ id }) => ({ id: `${prefix}-${id}` }) });
}

const subjects = () =>
  mail.mails.map(({ text }) => /^Subject: (.*(?:\n .*)*)$/m.exec(text)?.[1]?.replaceAll("\n ", " "));

test("a night without a file, one with half of it, and one in which every key changed: the registrar and the campus get a message, and nothing is lost", async () => {
  const events = ["job.awaiting_approval", "job.completed", "job.cancelled", "delivery.late"];
  for (const url of [`${receiver.origin}/hook`, "mailto:registrar@campus.example"]) {
    const json = { url, events, ...(url.startsWith("https") && { ca: certificate.cert }) };
    expect((await bulkhead.call("POST", "/api/webhooks", { json })).status).toBe(201);
  }
  const limits = { createdPercent: 20 };
  expect((await bulkhead.call("PUT", `/api/holds/campus/${entity}`, { json: limits })).status).toBe(200);
  await bulkhead.upload(asset, fileOf("a", rows));
  const json = {
    ...{
      name: "nightly",
      everySeconds: 366 * 86_400,
      timeZone: "UTC",
      import: { entity, asset, importerId: "campus" },
    },
    expect: { newFileWithinHours: 26, maxShrinkPercent: 20 },
  };
  const { body: schedule } = await bulkhead.call<Schedule>("POST", "/api/schedules", { json });
  const night = async () => {
    const { body } = await bulkhead.call<JobResource>("POST", `/api/schedules/${schedule.id}/trigger`);
    await expect.poll(async () => (await bulkhead.job(body.id)).state).not.toMatch(/queued|running/);
    return bulkhead.job(body.id);
  };
  const refuse = async ({ id }: JobResource) => {
    await bulkhead.call("POST", `/api/jobs/${id}/cancel`);
    await bulkhead.jobEnd(id);
  };

  expect(await night()).toMatchObject({ state: "complete", counts: { created: rows } });
  await expect.poll(() => [told.length, mail.mails.length]).toEqual([1, 1]);

  // The night without a file: the one of the evening before was the last.
  const ago = sql`now() - interval '27 hours'`;
  await sql`update schedule set new_file_at = ${ago}, created_at = ${ago}, failures_since = ${ago}`.execute(
    bulkhead.deps.db.query,
  );
  await expect.poll(() => [told.length, mail.mails.length]).toEqual([2, 2]);
  const { body: late } = await bulkhead.call<Schedule>("GET", `/api/schedules/${schedule.id}`);
  expect(late.lateSince).not.toBeNull();

  await bulkhead.upload(asset, fileOf("a", rows / 2));
  const half = await night();
  expect(half).toMatchObject({ state: "awaiting_approval", counts: { unchanged: rows / 2, deleted: 0 } });
  await expect.poll(() => [told.length, mail.mails.length]).toEqual([3, 3]);
  await refuse(half);
  await expect.poll(() => [told.length, mail.mails.length]).toEqual([4, 4]);

  await bulkhead.upload(asset, fileOf("b", rows));
  const renamed = await night();
  expect(renamed).toMatchObject({ state: "awaiting_approval", counts: { created: rows, updated: 0 } });
  await expect.poll(() => [told.length, mail.mails.length]).toEqual([5, 5]);
  await refuse(renamed);
  await expect.poll(() => [told.length, mail.mails.length]).toEqual([6, 6]);

  expect(told).toEqual([
    "job.completed",
    "delivery.late",
    "job.awaiting_approval FILE_SHRANK",
    "job.cancelled",
    "job.awaiting_approval MANY_CREATED",
    "job.cancelled",
  ]);
  expect(subjects()).toEqual([
    "campus, in-person course group: 200 rows are in.",
    "campus, in-person course group: No new file has come in time.",
    "campus, in-person course group: Would change nothing that is stored, and waits for an approval.",
    "campus, in-person course group: Cancelled; nothing was stored.",
    "campus, in-person course group: Would create 200, update 0 and delete 0 rows, and waits for an approval.",
    "campus, in-person course group: Cancelled; nothing was stored.",
  ]);
  const stored = await sql<{ id: string; jobs: number }>`
    select id, count(*) over (partition by job_id) as jobs from course_group_in_person_event order by id`.execute(
    bulkhead.deps.db.query,
  );
  const ids = Array.from({ length: rows }, (_, at) => `a-${eventId(at + 1)}`);
  expect(stored.rows).toEqual(ids.map((id) => ({ id, jobs: rows })));
});
