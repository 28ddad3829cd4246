import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_MAX_DELETED_PERCENT: "60", BULKHEAD_MAX_DELETED_ROWS: "20000" });
});
afterAll(() => bulkhead.stop());

const entity = "organization";
const file = (rows: readonly string[], header = "id,name,_delete") => [header, ...rows, ""].join("\n");
const send = (importerId: string, rows: readonly string[], options: object = {}) =>
  bulkhead.import(file(rows), { entity, importerId, ...options });
const names = async (importerId: string) => {
  const rows = await bulkhead.deps.db.query
    .selectFrom(entity)
    .select(["id"])
    .where("importerId", "=", importerId)
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
};
const counts = { created: 0, updated: 0, unchanged: 0, deleted: 0 };

test("a row that says so takes its key away, beside rows that are created and changed; an undo brings it back", async () => {
  await send("plain", ["p1,One,", "p2,Two,", "p3,Three,"]);
  const job = await send("plain", ["p1,,true", "p2,Two,no", "p3,Drei,", "p4,Four,0"]);
  expect(job).toMatchObject({
    state: "complete",
    counts: { valid: 4, invalid: 0, created: 1, updated: 1, unchanged: 1, deleted: 1 },
    warnings: [],
  });
  expect(await names("plain")).toEqual(["p2", "p3", "p4"]);
  const deleted = await bulkhead.call<{ items: { record: object }[] }>(
    "GET",
    `/api/jobs/${job.id}/rows?outcome=deleted`,
  );
  expect(deleted.body.items).toMatchObject([{ record: { id: "p1", name: "One" } }]);
  const valid = await bulkhead.call<{ items: { record: object }[] }>("GET", `/api/jobs/${job.id}/rows?outcome=valid`);
  expect(valid.body.items[0]).toMatchObject({ line: 2, record: { id: "p1", name: null, _delete: true } });
  await bulkhead.call("POST", `/api/jobs/${job.id}/undo`);
  await expect.poll(async () => (await bulkhead.job(job.id)).state).toBe("undone");
  expect(await names("plain")).toEqual(["p1", "p2", "p3"]);
});

test("a key that is not stored, or that another importer owns, is a warning, every night", async () => {
  await send("owner", ["w1,One,"]);
  for (let night = 0; night < 2; night++) {
    const job = await send("other", ["w1,,yes", "w2,,1", "w3,Three,"]);
    expect(job).toMatchObject({
      state: "complete",
      counts: { valid: 3, deleted: 0 },
      issuesByCode: { NOTHING_TO_DELETE: 2 },
    });
    const { body } = await bulkhead.call<{ items: { issues: { message: string }[] }[] }>(
      "GET",
      `/api/jobs/${job.id}/rows?outcome=valid`,
    );
    expect(body.items.map(({ issues }) => issues.map(({ message }) => message))).toEqual([
      ["The row belongs to the importer owner."],
      ["No row with this id is stored."],
      [],
    ]);
  }
  expect(await names("owner")).toEqual(["w1"]);
});

test("of rows with one id the first counts, whether it goes or not; a mark that is none rejects its row", async () => {
  await send("twice", ["t1,One,", "t2,Two,", "t3,Three,"]);
  const job = await send("twice", ["t1,,true", "t1,Again,", "t2,Zwei,", "t2,,true", "t3,Three,perhaps", ",,true"]);
  expect(job).toMatchObject({ counts: { valid: 2, invalid: 4, updated: 1, deleted: 1 } });
  expect(job.issuesByCode).toEqual({ DUPLICATE_KEY: 2, INVALID_BOOLEAN: 1, REQUIRED: 1 });
  expect(await names("twice")).toEqual(["t2", "t3"]);
  const rejects = await bulkhead.call<string>("GET", `/api/jobs/${job.id}/rejects.csv`);
  expect(rejects.body.split(/\r?\n/)[0]).toBe("id,name,_delete,_line,_code,_reason");
  const corrected = await bulkhead.call<JobResource>("POST", `/api/jobs/${job.id}/corrections`, {
    json: { rows: [{ line: 6, cells: { _delete: "true" } }] },
    headers: { Prefer: "wait=30" },
  });
  expect(corrected.body).toMatchObject({ state: "complete", counts: { deleted: 1 } });
  expect(await names("twice")).toEqual(["t2"]);
});

test.each(["create", "update"])("the mode %s takes no such row", async (mode) => {
  await send(`mode-${mode}`, [`${mode}_1,One,`]);
  const job = await send(`mode-${mode}`, [`${mode}_1,,true`], { mode });
  expect(job).toMatchObject({ counts: { ...counts, invalid: 1 }, issuesByCode: { DELETE_NOT_ALLOWED: 1 } });
  expect(await names(`mode-${mode}`)).toEqual([`${mode}_1`]);
});

test("a snapshot deletes what it does not name, and what it says is to go", async () => {
  await send("snap", ["s1,One,", "s2,Two,", "s3,Three,", "s4,Four,"]);
  const job = await send("snap", ["s1,One,", "s2,,true", "s4,Four,"], { mode: "snapshot" });
  expect(job).toMatchObject({ state: "complete", counts: { unchanged: 2, deleted: 2 } });
  expect(await names("snap")).toEqual(["s1", "s4"]);
});

test("a dry run tells what would go, and deletes nothing", async () => {
  await send("dry", ["d1,One,", "d2,Two,"]);
  const job = await send("dry", ["d1,,true", "d2,Zwei,"], { dryRun: true });
  expect(job).toMatchObject({ state: "complete", counts: { valid: 2, updated: 1, deleted: 1 } });
  const deleted = await bulkhead.call<{ items: { record: object }[] }>(
    "GET",
    `/api/jobs/${job.id}/rows?outcome=deleted`,
  );
  expect(deleted.body.items).toMatchObject([{ record: { id: "d1" } }]);
  expect(await names("dry")).toEqual(["d1", "d2"]);
});

test("more than the guard allows waits for an approval in each mode; a rejected row does not count", async () => {
  await send("guard", ["g1,One,", "g2,Two,", "g3,Three,"]);
  const asked = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity, importerId: "guard", asset: await uploaded(file(["g1,,true", "g2,,true", "g3,,", "g9,Nine,"])) },
  });
  await expect.poll(async () => (await bulkhead.job(asked.body.id)).state).toBe("awaiting_approval");
  expect(await bulkhead.job(asked.body.id)).toMatchObject({
    ...{
      counts: { valid: 3, invalid: 1, created: 1, deleted: 2 },
      approval: { reasons: [{ code: "LARGE_SHARE" }], owned: 3 },
    },
  });
  expect(await names("guard")).toEqual(["g1", "g2", "g3"]);
  await bulkhead.call("POST", `/api/jobs/${asked.body.id}/approve`);
  expect(await bulkhead.jobEnd(asked.body.id)).toMatchObject({
    state: "complete_with_rejects",
    counts: { created: 1, deleted: 2 },
  });
  expect(await names("guard")).toEqual(["g3", "g9"]);
});

test("the global validation sees what refers to a key that went", async () => {
  await bulkhead.import("id,name,parentId\nv1,One,\nv2,Two,v1\nv3,Three,\n", { entity, importerId: "valid" });
  const job = await send("valid", ["v1,,true"]);
  expect(job.counts.deleted).toBe(1);
  const { body } = await bulkhead.call<{ items: object[] }>("GET", "/api/integrity?importerId=valid");
  expect(body.items).toMatchObject([{ id: "v2", targetId: "v1", code: "MISSING_REFERENCE" }]);
});

test("a large file deletes among rows that stay, with a mapped column", async () => {
  const rows = Array.from({ length: 30_000 }, (_, at) => `big_${at},Name ${at},active`);
  await bulkhead.call("PUT", `/api/mappings/large/${entity}`, {
    json: { columns: { status: "_delete" }, values: { _delete: { active: "no", deleted: "yes" } } },
  });
  const header = "id,name,status";
  const importFile = (lines: readonly string[]) =>
    bulkhead.import(file(lines, header), { entity, importerId: "large" });
  expect(await importFile(rows)).toMatchObject({ counts: { created: 30_000 }, warnings: [] });
  const next = rows.map((row, at) => (at % 3 === 0 ? row.replace("active", "deleted") : row));
  expect(await importFile(next)).toMatchObject({
    state: "complete",
    counts: { unchanged: 20_000, deleted: 10_000, invalid: 0 },
  });
  expect(await importFile(next)).toMatchObject({
    counts: { unchanged: 20_000, deleted: 0 },
    issuesByCode: { NOTHING_TO_DELETE: 10_000 },
  });
});

test.each([
  [
    "JSON",
    "application/json",
    JSON.stringify([
      { id: "JSON1", _delete: true },
      { id: "JSON2", name: "Zwei", _delete: null },
      { id: "JSON3", _delete: "perhaps" },
    ]),
  ],
  [
    "XML",
    "application/xml",
    "<organizations><organization><id>XML1</id><_delete>true</_delete></organization><organization><id>XML2</id><name>Zwei</name></organization><organization><id>XML3</id><_delete>perhaps</_delete></organization></organizations>",
  ],
])("a list in %s says so with a property", async (format, type, body) => {
  const importer = `list-${format}`;
  await send(importer, [`${format}1,One,`, `${format}2,Two,`]);
  const answer = await bulkhead.call<{ importWarnings: string[] }>(
    "POST",
    `/import/organizations?importerId=${importer}`,
    {
      body,
      headers: { "Content-Type": type },
    },
  );
  expect(answer).toMatchObject({ status: 200, body: { importResult: "SUCCESS" } });
  expect(answer.body.importWarnings.join()).not.toContain("unknown properties");
  expect(await names(importer)).toEqual([`${format}2`]);
});

async function uploaded(content: string): Promise<string> {
  const path = `deletions/${crypto.randomUUID()}.csv`;
  await bulkhead.upload(path, content);
  return path;
}
