import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

function retry({ id }: Pick<JobResource, "id">, key = bulkhead.key, headers: Record<string, string> = {}) {
  return bulkhead.call<JobResource & { code?: string }>("POST", `/api/jobs/${id}/retry`, { key, headers });
}

const sessions = `id,courseGroupId,title,startDate,endDate,timeZone,locationName,address1,city,country
s-1,cg-0000001,First,2027-05-31T09:00:00Z,2027-05-31T10:00:00Z,UTC,Hall,Street 1,Wien,AT
`;

test("a retry is a new job on the bytes that were pinned, with the same options", async () => {
  await bulkhead.upload("sessions.csv", sessions);
  const json = { entity: "inPersonEvent", asset: "sessions.csv", importerId: "erp", onInvalid: "abort" };
  const headers = { Prefer: "wait=30" };
  const { body: failed } = await bulkhead.call<JobResource>("POST", "/api/imports", { json, headers });
  expect(failed).toMatchObject({ state: "failed", error: { code: "INVALID_ROWS" }, retryOf: null });

  await bulkhead.upload("sessions.csv", "something else");
  await bulkhead.import(eventCsv({ rows: 1 }));
  const answer = await retry(failed);
  expect(answer).toMatchObject({ status: 202, body: { retryOf: failed.id, importerId: "erp", onInvalid: "abort" } });
  expect(answer.headers.get("location")).toBe(`/api/jobs/${answer.body.id}`);
  const ended = await bulkhead.jobEnd(answer.body.id);
  expect(ended).toMatchObject({ state: "complete", counts: { created: 1 }, asset: { sha256: failed.asset.sha256 } });

  const again = await Promise.all([retry(failed), retry(failed), retry(failed)]);
  expect(again.map(({ status, body }) => [status, body.id])).toEqual(again.map(() => [202, ended.id]));
});

test("a cancelled job can be tried again, and so can rejected rows of a list; of many retries at once one starts", async () => {
  const list = [
    { id: "c 1", name: "Bad" },
    { id: "c_1", name: "Good" },
  ];
  await bulkhead.call("POST", "/import/courses?importerId=campus", { json: list });
  const { body } = await bulkhead.call<{ items: JobResource[] }>("GET", "/api/jobs?entity=course");
  const [first] = body.items;
  if (!first) throw new Error("there is no job");
  const answers = await Promise.all(Array.from({ length: 10 }, () => retry(first)));
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  const id = answers[0]?.body.id ?? "";
  expect(await bulkhead.jobEnd(id)).toMatchObject({ state: "complete_with_rejects", counts: { unchanged: 1 } });
});

test("a complete job, an unknown one and a deleted list are not tried again", async () => {
  const complete = await bulkhead.import(eventCsv({ rows: 1 }));
  expect(await retry(complete)).toMatchObject({ status: 409, body: { code: "WRONG_JOB_STATE", state: "complete" } });
  const other = await bulkhead.addKey("admin", "other");
  expect(await retry(complete, other)).toMatchObject({ status: 404 });
  expect(await retry(complete, await bulkhead.addKey("read"))).toMatchObject({ status: 403 });
  const list = [
    { id: "u 1", firstName: "Ada", lastName: "Lovelace" },
    { id: "u_1", firstName: "Ada", lastName: "L." },
  ];
  await bulkhead.call("POST", "/import/users?importerId=campus", { json: list });
  const { body } = await bulkhead.call<{ items: JobResource[] }>("GET", "/api/jobs?entity=user");
  expect(await retry(body.items[0] ?? { id: "" })).toMatchObject({ status: 410, body: { code: "BODY_DELETED" } });
});

test("a key that came with a repeated retry belongs to that retry, and to no other request", async () => {
  const failed = () => bulkhead.import("id,title\n1,lost\n");
  const [first, second] = [await failed(), await failed()];
  const again = (job: JobResource, key: string) => retry(job, bulkhead.key, { "Idempotency-Key": key });
  const answer = await again(first, "first key");
  const ended = await bulkhead.jobEnd(answer.body.id);
  const repeats = await Promise.all(Array.from({ length: 5 }, () => again(first, "second key")));
  for (const { status, body } of repeats) expect([status, body.id]).toEqual([202, ended.id]);

  const refused = { status: 422, body: { code: "IDEMPOTENCY_KEY_REUSED" } };
  expect(await again(second, "second key")).toMatchObject(refused);
  const json = { entity: "course", asset: "sessions.csv" };
  const headers = { "Idempotency-Key": "second key" };
  expect(await bulkhead.call("POST", "/api/imports", { json, headers })).toMatchObject(refused);
  const list = { json: [{ id: "c1", name: "Algebra" }], headers };
  expect((await bulkhead.call("POST", "/import/courses?importerId=campus", list)).status).toBe(422);

  const { query } = bulkhead.deps.db;
  await query.updateTable("job").set({ state: "complete" }).where("id", "=", first.id).execute();
  expect(await again(first, "second key")).toMatchObject({ status: 202, body: { id: ended.id } });
  await query.deleteFrom("job").where("id", "=", ended.id).execute();
  expect(await again(first, "second key")).toMatchObject({ status: 409, body: { code: "WRONG_JOB_STATE" } });
});
