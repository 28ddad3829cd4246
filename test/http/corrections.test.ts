import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { sessionFile } from "../support/session-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

/** Three rows say Austria, one has no title, one ends before it begins, and two are good. */
const broken = sessionFile([
  { country: "Austria" },
  { country: "Austria", title: "=cmd()" },
  {},
  { title: "" },
  { country: "Austria" },
  { endDate: "2027-01-04T16:00:00.000Z" },
  {},
]);

async function correct(id: string, json: unknown, headers: Record<string, string> = { Prefer: "wait=30" }) {
  const answer = await bulkhead.call<JobResource>("POST", `/api/jobs/${id}/corrections`, { json, headers });
  return answer.status === 202 ? { ...answer, body: await bulkhead.jobEnd(answer.body.id) } : answer;
}

async function stored(id: string) {
  return bulkhead.deps.db.query
    .selectFrom("courseGroupInPersonEvent")
    .select(["id", "title", "country"])
    .where("id", "=", id)
    .executeTakeFirst();
}

test("issues are counted by code, column and value, the largest group first", async () => {
  const job = await bulkhead.import(broken, { importerId: "groups" });
  const { body } = await bulkhead.call<{ items: unknown[] }>("GET", `/api/jobs/${job.id}/issues`);
  expect(body.items).toEqual([
    { code: "INVALID_COUNTRY", severity: "error", column: "country", value: "Austria", count: 3, firstLine: 2 },
    { code: "REQUIRED", severity: "error", column: "title", value: null, count: 1, firstLine: 5 },
    expect.objectContaining({ code: "END_BEFORE_START", column: "endDate", count: 1, firstLine: 7 }),
  ]);
  const byCode = await bulkhead.call<{ items: unknown[] }>("GET", `/api/jobs/${job.id}/issues?by=code&limit=1`);
  expect(byCode.body.items).toEqual([
    { code: "INVALID_COUNTRY", severity: "error", column: null, value: null, count: 3, firstLine: 2 },
  ]);
  const rows = await bulkhead.call<{ items: { line: number }[] }>(
    "GET",
    `/api/jobs/${job.id}/rows?code=INVALID_COUNTRY&column=country&value=Austria`,
  );
  expect(rows.body.items.map(({ line }) => line)).toEqual([2, 3, 6]);
  const empty = await bulkhead.call<{ items: { line: number }[] }>("GET", `/api/jobs/${job.id}/rows?value=`);
  expect(empty.body.items.map(({ line }) => line)).toEqual([5]);
});

test("one replacement corrects every row of a group, single cells the rest; only those rows are sent again", async () => {
  const job = await bulkhead.import(broken, { importerId: "corrected" });
  expect(job.counts).toMatchObject({ valid: 2, invalid: 5 });
  const replace = [{ code: "INVALID_COUNTRY", column: "country", from: "Austria", to: "AT" }];
  const dry = await correct(job.id, { replace, dryRun: true });
  expect(dry.body).toMatchObject({ dryRun: true, correctionOf: job.id, state: "complete", counts: { created: 3 } });
  expect(await stored("cg-1")).toBeUndefined();
  const rows = [
    { line: 5, cells: { title: "Data Ethics II" } },
    { line: 7, cells: { endDate: "2027-01-05T17:00:00.000Z" } },
  ];
  const done = await correct(job.id, { replace, rows });
  expect(done.body).toMatchObject({
    ...{ dryRun: false, correctionOf: job.id, state: "complete", importerId: "corrected" },
    counts: { valid: 5, created: 5 },
  });
  expect(done.body.asset.path).toMatch(new RegExp(`^corrections/${job.id}/`));
  expect(await stored("cg-2")).toEqual({ id: "cg-2", title: "=cmd()", country: "AT" });
  expect(await stored("cg-4")).toMatchObject({ title: "Data Ethics II" });
  const file = await bulkhead.call<string>("GET", `/api/assets/${done.body.asset.path}?download=1`);
  expect(file.body).toContain("_line,_code,_reason");
  expect(file.body).toContain("'=cmd()");
  const found = await bulkhead.call<{ items: JobResource[] }>("GET", `/api/jobs?correctionOf=${job.id}`);
  expect(found.body.items.map(({ id }) => id)).toEqual([done.body.id, dry.body.id]);
});

test("a repeated id does not take the place of the first row, even if the rest of it is corrected", async () => {
  const rows = [
    { id: "first", title: "The first" },
    { id: "first", title: "" },
    { id: "other", title: "" },
  ];
  const job = await bulkhead.import(sessionFile(rows), { importerId: "repeats" });
  const replace = [{ code: "REQUIRED", column: "title", from: null, to: "Untitled" }];
  expect((await correct(job.id, { replace })).body).toMatchObject({ counts: { valid: 1, created: 1 } });
  expect(await stored("first")).toMatchObject({ title: "The first" });
  const alone = { rows: [{ line: 3, cells: { title: "Taken over" } }] };
  expect(await correct(job.id, alone)).toMatchObject({ status: 422, body: { code: "INVALID_CORRECTIONS" } });
  const renamed = { rows: [{ line: 3, cells: { id: "second", title: "The second" } }] };
  expect((await correct(job.id, renamed)).body).toMatchObject({ state: "complete", counts: { created: 1 } });
  expect(await stored("first")).toMatchObject({ title: "The first" });
});

test("corrections of a snapshot delete nothing", async () => {
  const job = await bulkhead.import(broken, { importerId: "nightly", mode: "snapshot" });
  const done = await correct(job.id, { rows: [{ line: 5, cells: { title: "Ethics" } }] });
  expect(done.body).toMatchObject({ mode: "upsert", state: "complete", counts: { valid: 1, deleted: 0 } });
  expect(await stored("cg-3")).toBeDefined();
});

test("a repeated request with the same key starts one job", async () => {
  const job = await bulkhead.import(broken, { importerId: "twice" });
  const json = { rows: [{ line: 5, cells: { title: "Ethics" } }] };
  const headers = { Prefer: "wait=30", "Idempotency-Key": "correct-once" };
  const [first, second] = [await correct(job.id, json, headers), await correct(job.id, json, headers)];
  expect(second.body.id).toBe(first.body.id);
  const assets = await bulkhead.call<{ items: unknown[] }>("GET", `/api/assets?prefix=corrections/${job.id}`);
  expect(assets.body.items).toHaveLength(1);
});

test("corrections that change nothing, name no column of the file, or come to no rejected rows are refused", async () => {
  const job = await bulkhead.import(broken, { importerId: "refused" });
  const wrong = [
    { rows: [{ line: 4, cells: { title: "a good row" } }] },
    { rows: [{ line: 5, cells: { title: "" } }] },
    { rows: [{ line: 5, cells: { sku: "no such column" } }] },
    { replace: [{ code: "INVALID_COUNTRY", column: "country", from: "Austria", to: "Austria" }] },
    {},
  ];
  for (const json of wrong) {
    expect(await correct(job.id, json)).toMatchObject({ status: 422, body: { code: "INVALID_CORRECTIONS" } });
  }
  const assets = await bulkhead.call<{ items: unknown[] }>("GET", `/api/assets?prefix=corrections/${job.id}`);
  expect(assets.body.items).toEqual([]);
  const clean = await bulkhead.import(sessionFile([{ id: "clean" }]), { importerId: "refused" });
  const dry = await bulkhead.import(broken, { importerId: "refused", dryRun: true });
  for (const { id } of [clean, dry]) {
    const json = { rows: [{ line: 2, cells: { title: "x" } }] };
    expect(await correct(id, json)).toMatchObject({ status: 409, body: { code: "WRONG_JOB_STATE" } });
  }
  const other = await bulkhead.addKey("import", "other");
  const foreign = await bulkhead.call("POST", `/api/jobs/${job.id}/corrections`, { key: other, json: {} });
  expect(foreign.status).toBe(404);
});

test("a list's rejected elements are corrected like rows", async () => {
  const list = JSON.stringify([
    { id: "org-1", name: "Law" },
    { id: "org-2", name: "" },
  ]);
  const answer = await bulkhead.call("PUT", "/api/assets/organizations.json", {
    body: list,
    headers: { "Content-Type": "application/json" },
  });
  expect(answer.status).toBe(201);
  const started = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: "organization", asset: "organizations.json" },
    headers: { Prefer: "wait=30" },
  });
  const done = await correct(started.body.id, { rows: [{ line: 2, cells: { name: "Medicine" } }] });
  expect(done.body).toMatchObject({ state: "complete", counts: { created: 1 } });
});

test("jobs are found by time, path, code and text, and counted by state", async () => {
  const before = new Date().toISOString();
  const job = await bulkhead.import(broken, { importerId: "Searched-Feed" });
  await bulkhead.import(sessionFile([{ id: "found" }]), { importerId: "Searched-Feed" });
  async function find(query: string) {
    const { body } = await bulkhead.call<{ items: JobResource[]; counts?: unknown }>("GET", `/api/jobs?${query}`);
    return { ids: body.items.map(({ id }) => id), counts: body.counts };
  }
  const feed = "importerId=Searched-Feed";
  expect((await find(`${feed}&code=INVALID_COUNTRY`)).ids).toEqual([job.id]);
  expect((await find(`text=searched-FEED&state=complete_with_rejects&counts=state`)).counts).toEqual({
    ...{ complete: 1, complete_with_rejects: 1 },
  });
  expect((await find(`since=${before}&code=REQUIRED`)).ids).toEqual([job.id]);
  expect((await find(`${feed}&until=${before}`)).ids).toEqual([]);
  expect((await find(`asset=${job.asset.path.slice(0, 8)}`)).ids).toEqual([job.id]);
  expect((await find("text=100%25")).ids).toEqual([]);
});

test("the tenant's open findings are listed by rule and importer", async () => {
  const tenant = await bulkhead.addKey("import", "findings");
  const rows = [
    ["s-1", "nobody"],
    ["s-2", "nobody"],
  ];
  const csv = ["id,userId", ...rows.map((row) => row.join(",")), ""].join("\n");
  await bulkhead.import(csv, { entity: "student", importerId: "campus" }, tenant);
  async function find(query: string) {
    const { body } = await bulkhead.call<{ items: { id: string }[] }>("GET", `/api/integrity?${query}`, {
      key: tenant,
    });
    return body.items.map(({ id }) => id);
  }
  expect(await find("rule=MISSING_REFERENCE&entity=student")).toEqual(["s-1", "s-2"]);
  expect(await find("importerId=campus&limit=1")).toEqual(["s-1"]);
  expect(await find("importerId=someone-else")).toEqual([]);
  expect(await find("rule=PARENT_CYCLE")).toEqual([]);
});
