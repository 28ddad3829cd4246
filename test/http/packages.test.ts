import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { z } from "zod";
import type { packageResourceSchema } from "../../src/http/packages/present.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { zipFile } from "../support/zip-file.js";

type Package = z.infer<typeof packageResourceSchema>;

const organizations = "id,name\no1,Mathematics\n";
const courses = "id,name,organizationId\nc1,Algebra,o1\n";
const users = "id,firstName,lastName\nu1,Ada,Lovelace\nu2,Alan,Turing\n";
const students = "id,userId\ns1,u1\n";
const groups = "id,courseId,name,studentIds,lecturerIds\ng1,c1,Group A,s1,u2\n";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

async function uploaded(files: Record<string, string>): Promise<string> {
  const asset = `packages/${randomUUID()}.zip`;
  await bulkhead.upload(asset, zipFile(Object.entries(files).map(([name, content]) => ({ name, content }))));
  return asset;
}

async function start(json: Record<string, unknown>, headers: Record<string, string> = {}) {
  return bulkhead.call<Package & { code?: string; detail?: string }>("POST", "/api/packages", { json, headers });
}

async function ended(id: string): Promise<Package> {
  await bulkhead.jobEnd(id);
  return (await bulkhead.call<Package>("GET", `/api/packages/${id}`)).body;
}

const five = [
  { member: "groups.csv", entity: "group" },
  { member: "courses.csv", entity: "course" },
  { member: "students.csv", entity: "student" },
  { member: "users.csv", entity: "user" },
  { member: "orgs/organizations.csv", entity: "organization" },
];

test("the files of a zip are imported in the order of references, with one answer", async () => {
  const asset = await uploaded({
    ...{ "groups.csv": groups, "courses.csv": courses, "users.csv": users, "students.csv": students },
    ...{ "orgs/organizations.csv": organizations, "notes.txt": "for people", "__MACOSX/._users.csv": "" },
  });
  const started = await start(
    { asset, files: five, importerId: "campus" },
    { Prefer: "wait=30", "Idempotency-Key": asset },
  );
  expect([200, 202]).toContain(started.status);
  const done = await ended(started.body.id);
  expect(done).toMatchObject({ state: "complete", counts: { valid: 6, created: 6 }, error: null });
  const place = (entity: string) => done.jobs.findIndex((job) => job.entity === entity);
  expect(place("course")).toBeGreaterThan(place("organization"));
  expect(place("student")).toBeGreaterThan(place("user"));
  expect(place("group")).toBe(4);
  expect(done.jobs.map(({ state }) => state)).toEqual(Array(5).fill("complete"));
  expect(done.notTaken).toEqual([{ name: "notes.txt", reason: "The package does not name it." }]);
  expect(done.globalValidation?.result).toBe("SUCCESS");

  const part = await bulkhead.job(done.jobs[4]?.id ?? "");
  expect(part).toMatchObject({
    entity: "group",
    packageId: done.id,
    asset: { path: asset, detected: { member: "groups.csv" } },
  });
  const repeated = await start({ asset, files: five, importerId: "campus" }, { "Idempotency-Key": asset });
  expect(repeated.body.id).toBe(done.id);
  for (const way of ["rows", "issues", "integrity", "rejects.csv"]) {
    const { status, body } = await bulkhead.call<{ code: string }>("GET", `/api/jobs/${done.id}/${way}`);
    expect([way, status, body.code]).toEqual([way, 409, "JOB_IS_PACKAGE"]);
  }
  expect((await bulkhead.call("POST", `/api/jobs/${done.id}/undo`)).status).toBe(409);
  expect((await bulkhead.call("GET", `/api/packages/${part.id}`)).status).toBe(404);
  expect((await bulkhead.call<{ entity: string }>("GET", `/api/jobs/${done.id}`)).body.entity).toBe("package");
});

test("after a file that failed a package stops, or goes on where it is asked to", async () => {
  const asset = await uploaded({ "users.csv": "firstName\nAda\n", "courses.csv": courses, "orgs.csv": organizations });
  const files = [
    { member: "orgs.csv", entity: "organization" },
    { member: "users.csv", entity: "user" },
    { member: "courses.csv", entity: "course" },
  ];
  const stopped = await ended((await start({ asset, files })).body.id);
  expect(stopped.jobs.map(({ state }) => state)).toEqual(["complete", "failed", null]);
  expect(stopped).toMatchObject({ state: "failed", error: { code: "PACKAGE_INCOMPLETE" } });
  expect(stopped.error?.message).toBe(
    "2 of 3 files were not imported: users.csv as user (MISSING_COLUMN), courses.csv as course (not begun).",
  );
  const went = await ended((await start({ asset, files, onFailure: "continue" })).body.id);
  expect(went.jobs.map(({ state }) => state)).toEqual(["complete", "failed", "complete"]);
  expect(went.error?.message).toContain("1 of 3 files");

  // A retry of the package is another package on the same bytes.
  const again = await bulkhead.call<{ id: string }>("POST", `/api/jobs/${stopped.id}/retry`);
  expect(await ended(again.body.id)).toMatchObject({ state: "failed", jobs: [{}, {}, {}] });
});

test("a file's mapping holds for it, its retry and its corrections, and rejected rows make the package's state", async () => {
  const asset = await uploaded({ "personen.csv": "Kennung,V,N\nk1,Ada,Lovelace\nk2,,Turing\n" });
  const mapping = { columns: { Kennung: "id", V: "firstName", N: "lastName" } };
  const started = await start({ asset, files: [{ member: "personen.csv", entity: "user", mapping }] });
  const done = await ended(started.body.id);
  expect(done).toMatchObject({ state: "complete_with_rejects", counts: { valid: 1, invalid: 1 } });
  const id = done.jobs[0]?.id ?? "";
  const retried = await bulkhead.call<{ id: string }>("POST", `/api/jobs/${id}/retry`);
  expect(await bulkhead.jobEnd(retried.body.id)).toMatchObject({ state: "complete_with_rejects" });
  const rows = [{ line: 3, cells: { V: "Alan" } }];
  const corrected = await bulkhead.call<{ id: string }>("POST", `/api/jobs/${id}/corrections`, { json: { rows } });
  expect(await bulkhead.jobEnd(corrected.body.id)).toMatchObject({ state: "complete", counts: { valid: 1 } });
});

test("a mapping goes with retries of retries, and a file without one follows the importer's", async () => {
  const asset = await uploaded({
    "personen.csv": "Kennung,V,N\ng1,,Lovelace\n",
    "users.csv": "nummer,firstName,lastName\ng2,,B\n",
  });
  const mapping = { columns: { Kennung: "id", V: "firstName", N: "lastName" } };
  await bulkhead.call("PUT", "/api/mappings/generations/user", { json: { columns: { nummer: "id" } } });
  const files = [
    { member: "personen.csv", entity: "user", mapping },
    { member: "users.csv", entity: "user" },
  ];
  const done = await ended((await start({ asset, files, importerId: "generations" })).body.id);
  expect(done.jobs.map(({ counts }) => counts.invalid)).toEqual([1, 1]);
  let id = done.jobs[0]?.id ?? "";
  for (let generation = 1; generation <= 2; generation++) {
    id = (await bulkhead.call<{ id: string }>("POST", `/api/jobs/${id}/retry`)).body.id;
    expect(await bulkhead.jobEnd(id)).toMatchObject({ state: "complete_with_rejects", mapping: { version: 0 } });
  }
  const { version } = (
    await bulkhead.call<{ version: number }>("PUT", "/api/mappings/generations/user", {
      json: { columns: { nummer: "id" }, constants: { firstName: "A" } },
    })
  ).body;
  const again = await bulkhead.call<{ id: string }>("POST", `/api/jobs/${done.jobs[1]?.id}/retry`);
  expect(await bulkhead.jobEnd(again.body.id)).toMatchObject({ state: "complete", mapping: { version } });
});

test("a package that cannot be imported is refused", async () => {
  const asset = await uploaded({ "users.csv": users });
  const file = { member: "users.csv", entity: "user" };
  const refused: [Record<string, unknown>, string][] = [
    [{ asset, files: [file, file] }, "INVALID_PACKAGE"],
    [{ asset, files: [{ ...file, mapping: { columns: { a: "nothing" } } }] }, "INVALID_PACKAGE"],
    [
      {
        asset,
        files: [
          { ...file, mode: "snapshot" },
          { ...file, member: "more.csv" },
        ],
      },
      "INVALID_PACKAGE",
    ],
    [{ asset, files: [file], mode: "snapshot" }, "INVALID_PACKAGE"],
    [{ asset, files: [file], preset: "sds-2.1" }, "INVALID_BODY"],
    [{ asset }, "INVALID_BODY"],
    [{ files: [file] }, "INVALID_BODY"],
    [{ asset: "none.zip", files: [file] }, "ASSET_NOT_FOUND"],
  ];
  for (const [json, code] of refused) expect([json, (await start(json)).body.code]).toEqual([json, code]);
  await bulkhead.upload("packages/users.csv", users);
  expect((await start({ asset: "packages/users.csv", files: [file] })).body.code).toBe("INVALID_PACKAGE");
  const missing = await ended((await start({ asset, files: [{ ...file, member: "none.csv" }] })).body.id);
  expect(missing).toMatchObject({ state: "failed", error: { code: "ARCHIVE_MEMBER_NOT_FOUND" } });
});

test("a package that is cancelled ends with the file that is being imported", async () => {
  const asset = await uploaded({ "users.csv": users, "orgs.csv": organizations });
  // A snapshot that would delete nearly everything waits for its approval.
  await bulkhead.import(`id,firstName,lastName\n${Array.from({ length: 40 }, (_, at) => `w${at},A,B\n`).join("")}`, {
    ...{ entity: "user", importerId: "cancelled" },
  });
  const files = [
    { member: "users.csv", entity: "user", mode: "snapshot" },
    { member: "orgs.csv", entity: "organization" },
  ];
  const { body } = await start({ asset, files, importerId: "cancelled" });
  const part = async () => {
    const { body: now } = await bulkhead.call<Package>("GET", `/api/packages/${body.id}`);
    return now.jobs.find(({ entity }) => entity === "user");
  };
  await expect.poll(async () => (await part())?.state).toBe("awaiting_approval");
  await bulkhead.call("POST", `/api/jobs/${body.id}/cancel`);
  expect(await ended(body.id)).toMatchObject({ state: "cancelled" });
  await expect.poll(async () => (await part())?.state).toBe("cancelled");
});

test("packages of one importer are imported one after the other, and hold one place each", async () => {
  const asset = await uploaded({ "users.csv": users, "orgs.csv": organizations });
  const files = [
    { member: "users.csv", entity: "user" },
    { member: "orgs.csv", entity: "organization" },
  ];
  const started = await Promise.all(Array.from({ length: 4 }, () => start({ asset, files, importerId: "in a row" })));
  const all = await Promise.all(started.map(({ body }) => ended(body.id)));
  expect(all.map(({ state }) => state)).toEqual(Array(4).fill("complete"));
  const inOrder = all.toSorted((a, b) => (a.finishedAt ?? "").localeCompare(b.finishedAt ?? ""));
  expect(inOrder.map(({ counts }) => counts.created)).toEqual([expect.any(Number), 0, 0, 0]);
});

/** A package whose first file would delete nearly all that its importer has, and waits for an approval. */
async function asking(on: TestBulkhead, onFailure: string): Promise<string> {
  await on.import(`id,firstName,lastName\n${Array.from({ length: 40 }, (_, at) => `w${at},A,B\n`).join("")}`, {
    ...{ entity: "user", importerId: "asking" },
  });
  await on.upload(
    "asking.zip",
    zipFile([
      { name: "users.csv", content: users },
      { name: "orgs.csv", content: organizations },
    ]),
  );
  const files = [
    { member: "users.csv", entity: "user", mode: "snapshot" },
    { member: "orgs.csv", entity: "organization" },
  ];
  const json = { asset: "asking.zip", files, importerId: "asking", onFailure };
  const { body } = await on.call<Package>("POST", "/api/packages", { json });
  await expect.poll(async () => (await on.job(body.id)).blockedByState).toBe("awaiting_approval");
  return body.id;
}

test("a package that waits holds no place: with one place others go on, and it goes on after them", async () => {
  const narrow = await TestBulkhead.start({ BULKHEAD_MAX_RUNNING_IMPORTS: "1" });
  onTestFinished(() => narrow.stop());
  const id = await asking(narrow, "stop");
  expect((await narrow.import("id,name\nelse,Else\n", { entity: "organization", importerId: "other" })).state).toBe(
    "complete",
  );
  // One of the same line as the package's second file, which is accepted before that begins.
  await narrow.upload("same.csv", "id,name\nsame,Same\n");
  const json = { entity: "organization", asset: "same.csv", importerId: "asking" };
  const same = await narrow.call<{ id: string }>("POST", "/api/imports", { json });
  const { body } = await narrow.call<Package>("GET", `/api/packages/${id}`);
  const part = body.jobs.find(({ state }) => state === "awaiting_approval");
  await narrow.call("POST", `/api/jobs/${part?.id}/approve`);
  expect((await narrow.jobEnd(id)).state).toBe("complete");
  expect((await narrow.jobEnd(same.body.id)).state).toBe("complete");
});

test("an approval that does not come in time, and a file that is cancelled, stop a package or not, as it says", async () => {
  const impatient = await TestBulkhead.start({ BULKHEAD_APPROVAL_SECONDS: "10" });
  onTestFinished(() => impatient.stop());
  for (const [onFailure, states] of [
    ["stop", ["cancelled", null]],
    ["continue", ["cancelled", "complete"]],
  ] as const) {
    const id = await asking(impatient, onFailure);
    await impatient.jobEnd(id);
    const { body } = await impatient.call<Package>("GET", `/api/packages/${id}`);
    expect([body.state, body.error?.code]).toEqual(["failed", "PACKAGE_INCOMPLETE"]);
    expect(body.jobs.map(({ state }) => state)).toEqual(states);
  }
  const id = await asking(bulkhead, "continue");
  const part = (await bulkhead.call<Package>("GET", `/api/packages/${id}`)).body.jobs[0];
  await bulkhead.call("POST", `/api/jobs/${part?.id}/cancel`);
  expect((await ended(id)).jobs.map(({ state }) => state)).toEqual(["cancelled", "complete"]);
});
