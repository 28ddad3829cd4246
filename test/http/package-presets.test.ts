import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { EntityName } from "../../src/domain/entities/index.js";
import type { packageResourceSchema } from "../../src/http/packages/present.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { manifest, oneRosterFiles, zipped } from "../support/one-roster.js";

type Package = z.infer<typeof packageResourceSchema>;

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_MAX_DELETED_PERCENT: "100" });
});
afterAll(() => bulkhead.stop());

async function imported(preset: string, files: Record<string, string>, more: Record<string, unknown> = {}) {
  const asset = `packages/${randomUUID()}.zip`;
  await bulkhead.upload(asset, zipped(files));
  const json = { asset, preset, importerId: preset, ...more };
  const { status, body } = await bulkhead.call<Package>("POST", "/api/packages", { json });
  expect([status, body]).toEqual([202, expect.anything()]);
  await bulkhead.jobEnd(body.id);
  return (await bulkhead.call<Package>("GET", `/api/packages/${body.id}`)).body;
}

async function stored(entity: EntityName, id: string, importerId: string) {
  const rows = await bulkhead.deps.db.query
    .selectFrom(entity)
    .selectAll()
    .where("id", "=", id)
    .where("importerId", "=", importerId)
    .execute();
  return rows[0];
}

const small = { schools: 3, people: 60, courses: 4, classes: 6, pairs: 2 };

test("a OneRoster 1.1 archive becomes organizations, users, students, courses and groups with their lists", async () => {
  const done = await imported("oneroster-1.1", oneRosterFiles(small));
  expect(done).toMatchObject({ state: "complete", counts: { created: 3 + 60 + 57 + 4 + 6, invalid: 0 } });
  expect(done.jobs.map(({ member, entity, mode, state }) => [member, entity, mode, state])).toEqual([
    ["orgs.csv", "organization", "snapshot", "complete"],
    ["users.csv", "user", "snapshot", "complete"],
    ["users.csv", "student", "snapshot", "complete"],
    ["courses.csv", "course", "snapshot", "complete"],
    ["classes.csv", "group", "snapshot", "complete"],
  ]);
  expect(done.notTaken.map(({ name }) => name)).toEqual(["academicSessions.csv", "demographics.csv"]);
  expect(await stored("organization", "org-1", "oneroster-1.1")).toMatchObject({ parentId: "org-0", type: "school" });
  expect(await stored("user", "user-1", "oneroster-1.1")).toMatchObject({
    ...{ firstName: "Given1", studentEmail: "person1@example.org", staffEmail: null },
    campusManagementRoles: ["STUDENT"],
  });
  expect(await stored("user", "user-20", "oneroster-1.1")).toMatchObject({
    ...{ studentEmail: null, staffEmail: "person20@example.org", campusManagementRoles: ["LECTURER"] },
  });
  expect(await stored("student", "user-1", "oneroster-1.1")).toMatchObject({ organizationIds: ["org-1", "org-0"] });
  expect(await stored("student", "user-20", "oneroster-1.1")).toBeUndefined();
  const group = await stored("group", "class-0", "oneroster-1.1");
  // Those whose number, or seven more, is a multiple of six.
  const members = Array.from({ length: 60 }, (_, at) => at).filter((at) => at % 6 === 0 || (at + 7) % 6 === 0);
  expect(group).toMatchObject({
    ...{ courseId: "course-0", lecturerIds: members.filter((at) => at % 20 === 0).map((at) => `user-${at}`) },
    studentIds: members
      .filter((at) => at % 20 !== 0)
      .map((at) => `user-${at}`)
      .sort(),
  });

  // The same again, in another order of enrollments: nothing differs.
  const files = oneRosterFiles(small);
  const [header, ...pairs] = (files["enrollments.csv"] ?? "").trim().split("\n");
  const again = await imported("oneroster-1.1", {
    ...files,
    "enrollments.csv": `${[header, ...pairs.reverse()].join("\n")}\n`,
  });
  expect(again).toMatchObject({ state: "complete", counts: { created: 0, updated: 0, deleted: 0, unchanged: 130 } });

  // A delta: only what the manifest calls one, with deletions in rows; lists are imported as a whole.
  const delta = {
    "users.csv":
      "sourcedId,status,role,givenName,familyName,orgSourcedIds\nuser-1,active,student,New,Name,org-0\nuser-3,tobedeleted,student,Given3,Family3,org-0\n",
    "enrollments.csv": "sourcedId,status,classSourcedId,userSourcedId,role\ne-9999,active,class-0,user-2,student\n",
    "classes.csv": files["classes.csv"] ?? "",
  };
  const changed = await imported("oneroster-1.1", {
    ...{ "manifest.csv": manifest(delta, { users: "delta", enrollments: "delta", classes: "delta" }) },
    ...delta,
  });
  expect(changed).toMatchObject({ state: "complete", counts: { updated: 2, deleted: 2 } });
  expect(changed.notTaken).toEqual([{ name: "enrollments.csv", reason: expect.stringContaining("send it as bulk") }]);
  expect(await stored("group", "class-0", "oneroster-1.1")).toEqual(
    expect.objectContaining({ studentIds: group && "studentIds" in group ? group.studentIds : [] }),
  );
  expect(await stored("user", "user-3", "oneroster-1.1")).toBeUndefined();
});

test("a OneRoster 1.2 archive says roles in a file of its own", async () => {
  const done = await imported("oneroster-1.2", {
    "export/orgs.csv":
      "sourcedId,status,name,type,parentSourcedId\nr-o1,active,School,school,\nr-o2,active,Other,school,\n",
    "export/users.csv":
      "sourcedId,status,enabledUser,username,givenName,familyName,email\nr-1,active,true,ada,Ada,Lovelace,ada@example.org\nr-2,active,true,alan,Alan,Turing,alan@example.org\n",
    "export/roles.csv":
      "sourcedId,status,userSourcedId,roleType,role,orgSourcedId\n1,active,r-1,primary,student,r-o1\n2,active,r-1,secondary,student,r-o2\n3,active,r-2,primary,teacher,r-o1\n4,tobedeleted,r-2,secondary,student,r-o1\n",
    "export/courses.csv": "sourcedId,title,courseCode,orgSourcedId\nr-c1,Algebra,A,r-o1\n",
    "export/classes.csv": "sourcedId,title,courseSourcedId\nr-g1,Group,r-c1\n",
    "export/enrollments.csv":
      "sourcedId,status,classSourcedId,userSourcedId,role\n1,active,r-g1,r-1,student\n2,active,r-g1,r-2,teacher\n",
  });
  expect(done).toMatchObject({ state: "complete", counts: { created: 2 + 2 + 1 + 1 + 1 } });
  expect(await stored("user", "r-2", "oneroster-1.2")).toMatchObject({
    ...{ staffEmail: "alan@example.org", studentEmail: null, campusManagementRoles: ["LECTURER"] },
  });
  expect(await stored("student", "r-1", "oneroster-1.2")).toMatchObject({ organizationIds: ["r-o1", "r-o2"] });
  expect(await stored("group", "r-g1", "oneroster-1.2")).toMatchObject({ lecturerIds: ["r-2"], studentIds: ["r-1"] });
});

test("a School Data Sync archive is imported without the files that are optional", async () => {
  const done = await imported("sds-2.1", {
    "orgs.csv": "sourcedId,name,type,parentSourcedId\nm-o1,University,university,\n",
    "users.csv": "sourcedId,username,givenName,familyName,password,email\nm-1,ada,Ada,Lovelace,,ada@example.org\n",
    "roles.csv": "userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary\nm-1,m-o1,student,,,true\n",
    "relationships.csv": "userSourcedId,relationshipUserSourcedId,relationshipRole\n",
  });
  expect(done).toMatchObject({ state: "complete", counts: { created: 3 } });
  expect(done.jobs.map(({ entity }) => entity)).toEqual(["organization", "user", "student"]);
  expect(done.notTaken.map(({ name }) => name)).toEqual(["relationships.csv"]);
});

test("a Canvas archive deletes by its rows, and takes active enrollments", async () => {
  const files = {
    "accounts.csv": "account_id,parent_account_id,name,status\nv-a1,,Faculty,active\n",
    "terms.csv": "term_id,name,status\n",
    "users.csv":
      "user_id,login_id,first_name,last_name,email,status\nv-1,ada,Ada,Lovelace,ada@example.org,active\nv-2,alan,Alan,Turing,alan@example.org,active\n",
    "courses.csv":
      "course_id,short_name,long_name,account_id,term_id,status,start_date,end_date\nv-c1,ALG,Algebra,v-a1,2027,active,2027-03-01T00:00:00Z,2027-06-30T00:00:00Z\n",
    "sections.csv": "section_id,course_id,name,status\nv-s1,v-c1,Section,active\n",
    "enrollments.csv":
      "course_id,user_id,role,section_id,status\nv-c1,v-1,student,v-s1,active\nv-c1,v-2,teacher,v-s1,active\nv-c1,v-2,student,v-s1,deleted\n",
  };
  const done = await imported("canvas-sis", files);
  expect(done).toMatchObject({ state: "complete", counts: { created: 1 + 2 + 1 + 1 + 1 } });
  expect(await stored("group", "v-s1", "canvas-sis")).toMatchObject({ lecturerIds: ["v-2"], studentIds: ["v-1"] });
  const gone = { ...files, "sections.csv": files["sections.csv"].replace("active", "deleted") };
  expect(await imported("canvas-sis", gone)).toMatchObject({ state: "complete", counts: { deleted: 1 } });
});

test("a file of a preset that cannot be read fails with its name, and nothing of an empty archive is imported", async () => {
  const orgs = "sourcedId,name,type,parentSourcedId\nx-1,School,school,\n";
  const broken = { "orgs.csv": orgs, "users.csv": `sourcedId,givenName,familyName\n"never closed` };
  const done = await imported("sds-2.1", broken, { importerId: "broken" });
  expect(done).toMatchObject({ state: "failed", error: { code: "PACKAGE_INCOMPLETE" } });
  expect(done.jobs.map(({ error }) => error?.code ?? null)).toEqual([null, "UNCLOSED_QUOTE"]);
  const none = await imported("sds-2.1", { "other.csv": "a\n" }, { importerId: "broken" });
  expect(none).toMatchObject({ state: "failed", error: { code: "ARCHIVE_MEMBER_NOT_FOUND" } });
});

test("cells that are names of JavaScript's own are text like any other", async () => {
  const done = await imported(
    "sds-2.1",
    {
      "orgs.csv": "sourcedId,name,type\nconstructor,__proto__,toString\n",
      "users.csv": "sourcedId,givenName,familyName\nconstructor,valueOf,__proto__\n",
      "roles.csv":
        "userSourcedId,orgSourcedId,role\nconstructor,constructor,student\nconstructor,constructor,constructor\n",
    },
    { importerId: "odd names" },
  );
  expect(done).toMatchObject({ state: "complete", counts: { created: 3 } });
  expect(await stored("organization", "constructor", "odd names")).toMatchObject({
    name: "__proto__",
    type: "toString",
  });
  expect(await stored("user", "constructor", "odd names")).toMatchObject({
    campusManagementRoles: ["STUDENT", "constructor"],
  });
});

test("what an archive does not say keeps what is stored: addresses without roles, lists without pairs", async () => {
  const files = oneRosterFiles(small);
  const people = {
    "users.csv": "sourcedId,status,givenName,familyName,email\nk-1,active,Ada,Lovelace,ada@example.org\n",
    "roles.csv": "sourcedId,status,userSourcedId,role,orgSourcedId\n1,active,k-1,student,org-0\n",
  };
  await imported("oneroster-1.2", people, { importerId: "keeps" });
  const renamed = { "users.csv": people["users.csv"].replace("Ada", "Augusta") };
  const delta = { "manifest.csv": manifest(renamed, { users: "delta" }), ...renamed };
  expect(await imported("oneroster-1.2", delta, { importerId: "keeps" })).toMatchObject({ counts: { updated: 1 } });
  expect(await stored("user", "k-1", "keeps")).toMatchObject({ firstName: "Augusta", studentEmail: "ada@example.org" });

  await imported("oneroster-1.1", files, { importerId: "lists" });
  const header = `${(files["enrollments.csv"] ?? "").split("\n")[0]}\n`;
  const empty = await imported("oneroster-1.1", { ...files, "enrollments.csv": header }, { importerId: "lists" });
  expect(empty).toMatchObject({ state: "complete", counts: { updated: 0 } });
});

test("a file whose columns are not those of the format is refused, and a row that is ragged is rejected", async () => {
  const files = oneRosterFiles(small);
  const semicolons = { ...files, "enrollments.csv": (files["enrollments.csv"] ?? "").replaceAll(",", ";") };
  const refused = await imported("oneroster-1.1", semicolons, { importerId: "columns" });
  expect(refused.jobs.at(-1)).toMatchObject({ entity: "group", error: { code: "MISSING_COLUMN" } });
  expect(refused.jobs.at(-1)?.error?.message).toBe("enrollments.csv lacks the column classSourcedId.");
  const twice = { ...files, "classes.csv": (files["classes.csv"] ?? "").replace("grades", "title") };
  const doubled = await imported("oneroster-1.1", twice, { importerId: "columns" });
  expect(doubled.jobs.at(-1)?.error?.code).toBe("DUPLICATE_COLUMN");
  const ragged = { ...files, "courses.csv": (files["courses.csv"] ?? "").replace("Course 1,", "Course, 1,") };
  const rejected = await imported("oneroster-1.1", ragged, { importerId: "columns" });
  expect(rejected.jobs.find(({ entity }) => entity === "course")?.counts).toMatchObject({ valid: 3, invalid: 1 });
  const pairs = { ...files, "enrollments.csv": (files["enrollments.csv"] ?? "").replace("e-3,,,", "e-3,,,,") };
  const moved = await imported("oneroster-1.1", pairs, { importerId: "columns" });
  expect(moved.jobs.at(-1)?.error).toMatchObject({
    code: "INVALID_ROWS",
    message: expect.stringContaining("Record 5 of"),
  });
});

test("everything that is not taken is said", async () => {
  const orgs = "sourcedId,name,type\nn-1,School,school\n";
  const done = await imported(
    "sds-2.1",
    {
      ...{ "a/orgs.csv": orgs, "a/b/orgs.csv": orgs, "a/enrollments.csv": "classSourcedId,userSourcedId,role\n" },
      ...{ "a/notes.txt": "", "a/relationships.csv": "" },
    },
    { importerId: "said" },
  );
  expect(done.notTaken).toEqual([
    { name: "a/b/orgs.csv", reason: "Another file of this name is imported." },
    { name: "a/enrollments.csv", reason: "The file whose lists it makes is not there." },
    { name: "a/notes.txt", reason: "School Data Sync 2.1 has no file of this name." },
    { name: "a/relationships.csv", reason: "There is no entity for relations between people." },
  ]);
});

test("a file that is derived is retried as it was, also where its importer has a mapping", async () => {
  const files = {
    "orgs.csv": "sourcedId,name,type\nd-1,School,school\n",
    "users.csv": "sourcedId,username,givenName,familyName\nd-1,other,Ada,Lovelace\nd-2,third,,Turing\n",
  };
  await bulkhead.call("PUT", "/api/mappings/derived/user", { json: { columns: { username: "id", id: null } } });
  const done = await imported("sds-2.1", files, { importerId: "derived" });
  const part = done.jobs.find(({ entity }) => entity === "user");
  const retried = await bulkhead.call<{ id: string }>("POST", `/api/jobs/${part?.id}/retry`);
  expect(await bulkhead.jobEnd(retried.body.id)).toMatchObject({ counts: { created: 0, unchanged: 1, deleted: 0 } });
  expect(await stored("user", "d-1", "derived")).toMatchObject({ username: "other" });
});
