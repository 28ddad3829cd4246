import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rebuildFindings } from "../../src/db/integrity/findings.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";

interface Erasure {
  readonly removed: { rows: number; references: Record<string, number>; reports: number; bodies: number };
  readonly stillReferredBy: Record<string, number>;
  readonly assets: string[];
  readonly openJobs: string[];
}

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

async function post(list: string, objects: readonly object[]): Promise<string> {
  const path = `/import/${list}?importerId=campus`;
  const { status } = await bulkhead.call("POST", path, {
    body: JSON.stringify(objects),
    headers: { "Content-Type": "application/json" },
  });
  expect(status).toBe(200);
  const jobs = await bulkhead.call<{ items: JobResource[] }>("GET", "/api/jobs?limit=1");
  return jobs.body.items[0]?.id ?? "";
}

const erase = (entity: string, id: string, key = bulkhead.key) =>
  bulkhead.call<Erasure>("DELETE", `/api/subjects/${entity}/${id}`, { key });

test("an erasure removes the row, clears what may be cleared, empties reports and bodies, and names the files that hold the id", async () => {
  await post("users", [
    { id: "ada", firstName: "Ada", lastName: "L" },
    { id: "adalbert", firstName: "A", lastName: "L" },
  ]);
  await post("students", [{ id: "s-ada", userId: "ada" }]);
  const courses = await post("courses", [
    { id: "c1", name: "C", lecturerIds: ["ada", "adalbert"] },
    { id: "c2", name: "C", lecturerIds: ["ada"] },
  ]);
  const other = await post("courses", [{ id: "c3", name: "C", lecturerIds: ["adalbert"] }]);
  await bulkhead.upload("nightly/users.csv", "id,firstName,lastName\nada,Ada,L\n");
  await bulkhead.upload("nightly/others.csv", "id,firstName,lastName\nadalbert,A,L\n");
  const faulty = await bulkhead.import("id,firstName,lastName\nada,,L\n", { entity: "user" });

  const { status, body } = await erase("user", "ada");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    removed: { rows: 1, references: { "course.lecturerIds": 2 }, reports: 1 },
    stillReferredBy: { "student.userId": 1 },
    openJobs: [],
  });
  expect(body.removed.bodies).toBeGreaterThanOrEqual(2);
  expect(body.assets).toContain("nightly/users.csv");
  expect(body.assets).not.toContain("nightly/others.csv");

  const { query } = bulkhead.deps.db;
  expect(await query.selectFrom("user").select("id").execute()).toEqual([{ id: "adalbert" }]);
  expect(await query.selectFrom("course").select(["id", "lecturerIds"]).orderBy("id").execute()).toEqual([
    { id: "c1", lecturerIds: ["adalbert"] },
    { id: "c2", lecturerIds: null },
    { id: "c3", lecturerIds: ["adalbert"] },
  ]);
  const gone = await bulkhead.call<{ code: string }>("GET", `/api/jobs/${courses}/rows?outcome=valid`);
  expect([gone.status, gone.body.code]).toEqual([410, "BODY_DELETED"]);
  expect((await bulkhead.call("GET", `/api/jobs/${other}/rows?outcome=valid`)).status).toBe(200);
  const rows = await bulkhead.call<{ items: unknown[] }>("GET", `/api/jobs/${faulty.id}/rows`);
  expect(rows.body.items).toMatchObject([{ line: 2, record: {}, issues: [{ code: "ERASED", value: null }] }]);
  expect(await rebuildFindings(bulkhead.deps.db, "default")).toMatchObject({ opened: 0, closed: 0 });
});

test("an import that was accepted before an erasure leaves the id out, and a later one may bring it back", async () => {
  const body = JSON.stringify([
    { id: "late", name: "L" },
    { id: "other", name: "O" },
  ]);
  const env = { ...bulkhead.env, BULKHEAD_TASK_QUEUE: `later-${Date.now()}` };
  const http = await TestBulkhead.start(env, "http");
  const headers = { "Content-Type": "application/json" };
  await http.call("PUT", "/api/assets/late.json", { body, headers });
  const accepted = { entity: "organization", asset: "late.json" };
  const queued = await http.call<JobResource>("POST", "/api/imports", { json: accepted });
  expect((await erase("organization", "late")).body).toMatchObject({
    assets: ["late.json"],
    openJobs: [queued.body.id],
  });

  const worker = await TestBulkhead.start(env, "worker");
  expect(await bulkhead.jobEnd(queued.body.id)).toMatchObject({
    state: "complete_with_rejects",
    counts: { created: 1, invalid: 1 },
    issuesByCode: { ERASED: 1 },
  });
  await Promise.all([http.stop(), worker.stop()]);
  const again = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: accepted,
    headers: { Prefer: "wait=20" },
  });
  expect(again.body).toMatchObject({ state: "complete", counts: { created: 1, unchanged: 1 } });
});

test("an import that was accepted before says nothing of an erased id whose row is invalid", async () => {
  await bulkhead.call("PUT", "/api/assets/wrong.csv", {
    body: "id,name,parentId\ngone,,secret-parent\nkept,,kept-parent\n",
    headers: { "Content-Type": "text/csv" },
  });
  await bulkhead.import("id,name\ngone,Gone\n", { entity: "organization" });
  const env = { ...bulkhead.env, BULKHEAD_TASK_QUEUE: `invalid-${Date.now()}` };
  const http = await TestBulkhead.start(env, "http");
  const accepted = { entity: "organization", asset: "wrong.csv" };
  const queued = await http.call<JobResource>("POST", "/api/imports", { json: accepted });
  expect((await erase("organization", "gone")).status).toBe(200);
  const worker = await TestBulkhead.start(env, "worker");
  expect(await bulkhead.jobEnd(queued.body.id)).toMatchObject({ counts: { invalid: 2 }, issuesByCode: { ERASED: 1 } });
  await Promise.all([http.stop(), worker.stop()]);
  const { rows } = await sql<{ key: string | null; report: string }>`
    select key, row_report::text as report from row_report where job_id = ${queued.body.id} order by line
    `.execute(bulkhead.deps.db.query);
  expect(rows.map(({ key }) => key)).toEqual([null, "kept"]);
  expect(rows[0]?.report).not.toContain("gone");
});

test("an unknown id is 404, and only an admin may erase", async () => {
  expect((await erase("user", "nobody")).status).toBe(404);
  expect((await erase("nothing", "nobody")).status).toBe(404);
  expect((await erase("user", "adalbert", await bulkhead.addKey("import"))).status).toBe(403);
});

test("an id is at most as long as an id that a row can have, as the OpenAPI document says", async () => {
  const long = randomBytes(3_000).toString("base64url");
  for (const id of [long, "x".repeat(256), "%F0%9F%8E%93".repeat(256)]) {
    const { status, body } = await bulkhead.call<{ code: string }>("DELETE", `/api/subjects/user/${id}`);
    expect({ status, code: body.code }).toEqual({ status: 400, code: "INVALID_QUERY" });
  }
  expect((await erase("user", "%F0%9F%8E%93".repeat(255))).status).toBe(404);
  const { body } = await bulkhead.call<OpenApi>("GET", "/openapi.json");
  const { parameters } = body.paths["/api/subjects/{entity}/{id}"].delete;
  expect(parameters.find(({ name }) => name === "id")?.schema.maxLength).toBe(255);
});

interface OpenApi {
  readonly paths: {
    readonly "/api/subjects/{entity}/{id}": {
      readonly delete: { readonly parameters: readonly { name: string; schema: { maxLength?: number } }[] };
    };
  };
}
