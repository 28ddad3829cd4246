import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { sessionFile } from "../support/session-file.js";
import { workbookFile } from "../support/workbook-file.js";
import { zipFile } from "../support/zip-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

const id = () => `id-${crypto.randomUUID()}`;

interface Sent {
  readonly name?: string;
  readonly type?: string;
  readonly options?: Record<string, unknown>;
}

/** Uploads a file and imports it. */
async function send(bytes: Uint8Array, { name = "events.zip", type, options }: Sent = {}) {
  const asset = `packed/${crypto.randomUUID()}/${name}`;
  const headers: Record<string, string> = type === undefined ? {} : { "Content-Type": type };
  const put = await bulkhead.call("PUT", `/api/assets/${asset}`, { body: Uint8Array.from(bytes), headers });
  expect(put.status).toBe(201);
  const started = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: "organization", asset, ...options },
    headers: { Prefer: "wait=30" },
  });
  return started.status === 202 ? bulkhead.jobEnd(started.body.id) : started.body;
}

const inline = (place: string, text: string) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;
const sheetOf = (rows: readonly (readonly string[])[]) =>
  rows
    .map(
      (cells, at) =>
        `<row r="${at + 1}">${cells.map((cell, column) => inline(`${"ABC"[column]}${at + 1}`, cell)).join("")}</row>`,
    )
    .join("");

test.each<[string, (rows: string) => Uint8Array, Sent, object]>([
  ["gzip", (rows) => gzipSync(rows), { name: "events.csv.gz", type: "text/csv" }, { packing: "gzip" }],
  [
    "a zip",
    (rows) => zipFile([{ name: "events.csv", content: rows }]),
    { type: "application/x-zip-compressed" },
    { packing: "zip", member: "events.csv" },
  ],
  [
    "a zip without a name or a type",
    (rows) => zipFile([{ name: "x", content: rows }]),
    { name: "file" },
    { packing: "zip" },
  ],
])("a file in %s is imported, and its rows are shown and given back", async (_, packed, sent, detected) => {
  const [good, bad] = [id(), id()];
  const job = await send(packed(`id,name,parentId\n${good},Law,\n${bad},,\n`), sent);
  expect(job).toMatchObject({
    state: "complete_with_rejects",
    counts: { created: 1, invalid: 1 },
    asset: { detected },
  });
  const rows = await bulkhead.call<{ items: object[] }>("GET", `/api/jobs/${job.id}/rows?outcome=valid`);
  expect(rows.body.items).toMatchObject([{ line: 2, record: { id: good } }]);
  const rejects = await bulkhead.call<string>("GET", `/api/jobs/${job.id}/rejects.csv`);
  expect(rejects.body).toContain(bad);
  const corrected = await bulkhead.call<JobResource>("POST", `/api/jobs/${job.id}/corrections`, {
    json: { rows: [{ line: 3, cells: { name: "Medicine" } }] },
    headers: { Prefer: "wait=30" },
  });
  expect(corrected.body).toMatchObject({ state: "complete", counts: { created: 1 } });
});

test("a workbook is imported; a row's line is its number in the sheet, with any content of its cells", async () => {
  const [first, second, third] = [id(), id(), id()];
  const rows = sheetOf([["id", "name"], [first, "two\nlines"], [], [second, ""], [third, "Law"]]);
  const bytes = workbookFile({
    sheets: [
      { name: "Other", rows: "" },
      { name: "Größe", rows },
    ],
  });
  const job = await send(bytes, { name: "list.xlsx", options: { sheet: "Größe" } });
  expect(job).toMatchObject({
    ...{ state: "complete_with_rejects", counts: { created: 2, invalid: 1 } },
    asset: { detected: { packing: "xlsx", sheet: "Größe", sheets: ["Other", "Größe"] } },
  });
  const { body } = await bulkhead.call<{ items: { line: number }[] }>("GET", `/api/jobs/${job.id}/rows?outcome=valid`);
  expect(body.items.map(({ line }) => line)).toEqual([2, 5]);
  const rejected = await bulkhead.call<{ items: { line: number }[] }>("GET", `/api/jobs/${job.id}/rows`);
  expect(rejected.body.items.map(({ line }) => line)).toEqual([4]);
  const stored = await bulkhead.deps.db.query
    .selectFrom("organization")
    .select("name")
    .where("id", "=", first)
    .execute();
  expect(stored).toEqual([{ name: "two\nlines" }]);
});

test("a formula without a value is a warning", async () => {
  const rows = `${sheetOf([["id", "name", "parentId"]])}<row r="2">${inline("A2", id())}${inline("B2", "Law")}<c r="C2"><f>A1</f></c></row>`;
  const job = await send(workbookFile({ sheets: [{ name: "A", rows }] }));
  expect(job).toMatchObject({ state: "complete", issuesByCode: { SPREADSHEET_FORMULA: 1 } });
});

test("a job fails with a code where its file cannot be unpacked", async () => {
  const failed = (code: string) => ({ state: "failed", error: { code } });
  const two = zipFile([
    { name: "a.csv", content: "id\n" },
    { name: "b.csv", content: "id\n" },
  ]);
  const several = await send(two);
  expect(several).toMatchObject(failed("ARCHIVE_SEVERAL_MEMBERS"));
  expect(several.error?.hint).toContain("a.csv, b.csv");
  expect(await send(gzipSync(Buffer.alloc(32 << 20)))).toMatchObject(failed("ARCHIVE_TOO_LARGE"));
  expect(await send(two.slice(0, -4))).toMatchObject(failed("ARCHIVE_DAMAGED"));
  const named = await send(two, { options: { member: "b.csv" } });
  expect(named).toMatchObject({ state: "failed", error: { code: "MISSING_COLUMN" } });
});

test("a large archive is imported like any other, twice with the same rows, and an unchanged row is not read again", async () => {
  const rows = Array.from({ length: 30_000 }, (_, at) => ({ id: `large-${at}` }));
  const bytes = zipFile([{ name: "events.csv", content: sessionFile(rows) }]);
  const options = { entity: "courseGroupInPersonEvent", importerId: "packed" };
  expect(await send(bytes, { options })).toMatchObject({ state: "complete", counts: { created: 30_000 } });
  expect(await send(bytes, { options })).toMatchObject({ state: "complete", counts: { unchanged: 30_000 } });
});

test("text in a declared encoding is imported in it", async () => {
  const key = id();
  const bytes = Buffer.concat([Buffer.from(`id,name\n${key},`), Buffer.from([0xb9, 0xea, 0x9c]), Buffer.from("\n")]);
  const job = await send(bytes, { name: "a.csv", type: "text/csv; charset=windows-1250" });
  expect(job).toMatchObject({
    state: "complete",
    asset: { detected: { packing: "charset", charset: "windows-1250" } },
  });
  const stored = await bulkhead.deps.db.query.selectFrom("organization").select("name").where("id", "=", key).execute();
  expect(stored).toEqual([{ name: "ąęś" }]);
});

test("the bytes decide: a CSV that is declared as an archive or a workbook is a CSV", async () => {
  for (const type of [
    "application/zip",
    "application/gzip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ]) {
    expect(await send(Buffer.from(`id,name\n${id()},Law\n`), { name: "a.csv", type })).toMatchObject({
      state: "complete",
    });
  }
});

test("an erasure removes the unpacked bytes that hold the id, and names the archive", async () => {
  const key = id();
  const job = await send(zipFile([{ name: "a.csv", content: `id,name\n${key},Law\n`, stored: true }]));
  const erased = await bulkhead.call<{ removed: { bodies: number }; assets: string[] }>(
    "DELETE",
    `/api/subjects/organization/${key}`,
  );
  expect(erased.body).toMatchObject({ removed: { rows: 1, bodies: 1 }, assets: [job.asset.path] });
  const gone = await bulkhead.call("GET", `/api/jobs/${job.id}/rows?outcome=valid`);
  expect(gone).toMatchObject({ status: 410, body: { code: "BODY_DELETED" } });
});

test("a schedule imports the sheet that it names, and leaves an unchanged workbook out", async () => {
  const rows = sheetOf([
    ["id", "name"],
    [id(), "Law"],
  ]);
  const bytes = workbookFile({
    sheets: [
      { name: "A", rows: "" },
      { name: "B", rows },
    ],
  });
  await bulkhead.call("PUT", "/api/assets/packed/nightly.xlsx", { body: bytes });
  const made = await bulkhead.call<{ id: string; import: object }>("POST", "/api/schedules", {
    json: {
      ...{ name: "nightly", cron: "30 2 * * *", timeZone: "UTC" },
      import: { entity: "organization", asset: "packed/nightly.xlsx", sheet: "B" },
    },
  });
  expect(made.body.import).toMatchObject({ sheet: "B", member: null });
  const run = await bulkhead.call<JobResource>("POST", `/api/schedules/${made.body.id}/trigger`, {
    headers: { Prefer: "wait=30" },
  });
  const job = await bulkhead.jobEnd(run.body.id);
  expect(job).toMatchObject({ state: "complete", counts: { created: 1 }, asset: { detected: { sheet: "B" } } });
});
