import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, TestBulkhead } from "../support/bulkhead.js";

interface Result {
  readonly importResult: string;
  readonly importWarnings: string[];
  readonly globalValidationResult: string | null;
  readonly globalValidationWarnings: Record<string, string[]> | null;
  readonly exception: string | null;
}

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

const students = [{ id: "s1", userId: "userIdOfStudentWithMissingUser" }];
const events = [
  {
    id: "idOfEventWithMissingCourse",
    courseId: "idOfMissingCourse",
    startDate: "2027-03-05T09:00:00Z",
    endDate: "2027-03-05T10:00:00Z",
  },
];

/** A list as XML: arrays are repeated elements. */
function xml(name: string, objects: readonly Record<string, unknown>[]): string {
  const element = (key: string, value: unknown): string =>
    Array.isArray(value) ? value.map((item) => element(key, item)).join("") : `<${key}>${String(value)}</${key}>`;
  const rows = objects.map((object) =>
    element(
      name,
      Object.entries(object)
        .map(([key, value]) => element(key, value))
        .join(""),
    ),
  );
  return `<?xml version="1.0"?><${name}s>${rows.join("")}</${name}s>`;
}

const formats = {
  json: {
    type: "application/json",
    write: (_: string, objects: readonly Record<string, unknown>[]) => JSON.stringify(objects),
  },
  xml: { type: "application/xml", write: xml },
};

describe.each(Object.entries(formats))("contract B's documented answers, in %s", (_, { type, write }) => {
  let bulkhead: TestBulkhead;
  beforeAll(async () => {
    bulkhead = await TestBulkhead.start();
  });
  afterAll(() => bulkhead.stop());

  const post = (name: string, objects: readonly Record<string, unknown>[]) =>
    bulkhead.call<Result>("POST", `/import/${name}s?importerId=campus`, {
      body: write(name, objects),
      headers: { "Content-Type": type },
    });

  test("an empty list is refused, to the letter", async () => {
    expect(await post("event", [])).toMatchObject({
      status: 400,
      body: {
        importResult: "ERROR",
        importWarnings: [],
        globalValidationResult: null,
        globalValidationWarnings: null,
        exception: "Tried to import an empty list, please check payload format.",
      },
    });
  });

  test("a missing course and a missing user are reported in the documented words", async () => {
    await post("student", students);
    const { status, body } = await post("event", events);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toBe(
      JSON.stringify({
        importResult: "SUCCESS",
        importWarnings: [
          "Could not import some events as the corresponding course is missing. Events that could not be imported: idOfEventWithMissingCourse (Course: idOfMissingCourse)",
        ],
        globalValidationResult: "SUCCESS",
        globalValidationWarnings: {
          user: [],
          student: ["Some students have no corresponding user object: userIdOfStudentWithMissingUser"],
          organization: [],
          course: [],
          group: [],
          event: [],
        },
        exception: null,
      }),
    );
  });
});

describe("contract B", () => {
  let bulkhead: TestBulkhead;
  /** Of a tenant of its own, without the samples. */
  let key: string;
  beforeAll(async () => {
    bulkhead = await TestBulkhead.start();
    key = await bulkhead.addKey("admin", "lists");
  });
  afterAll(() => bulkhead.stop());

  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    bulkhead.call<Result>("POST", `/import/${path}`, {
      body,
      headers: { "Content-Type": "application/json", ...headers },
    });

  test.each(
    ["User", "Student", "Organization", "Course", "Group", "Event", "Survey"].flatMap((entity) =>
      ["application/json", "application/xml"].map((type) => [entity, type] as const),
    ),
  )("the sample of %s in %s imports unchanged", async (entity, type) => {
    const sample = await bulkhead.call("GET", `/import/getSample?entity=${entity}&contentType=${type}`);
    expect(sample.status).toBe(200);
    const body = typeof sample.body === "string" ? sample.body : JSON.stringify(sample.body);
    const { status, body: result } = await post(`${entity.toLowerCase()}s?importerId=campus`, body, {
      "Content-Type": type,
    });
    expect([status, result.importResult, result.exception]).toEqual([200, "SUCCESS", null]);
  });

  test("a key may come as the password of Basic credentials", async () => {
    const basic = Buffer.from(`anybody:${bulkhead.key}`).toString("base64");
    const { status } = await bulkhead.call("POST", "/import/users?importerId=campus", {
      key: null,
      body: JSON.stringify([{ id: "u1", firstName: "Ada", lastName: "L" }]),
      headers: { "Content-Type": "application/json", Authorization: `Basic ${basic}` },
    });
    expect(status).toBe(200);
  });

  const list = async (path: string, objects: readonly object[]) => {
    const headers = { "Content-Type": "application/json" };
    return (await bulkhead.call<Result>("POST", `/import/${path}`, { key, body: JSON.stringify(objects), headers }))
      .body;
  };
  const person = (id: string) => ({ id, firstName: "Ada", lastName: "Lovelace" });

  test("warnings of the global validation go with their cause, whichever list removes it", async () => {
    await list("courses?importerId=campus", [{ id: "algebra", name: "Algebra", lecturerIds: ["teacher"] }]);
    const before = await list("groups?importerId=campus", [
      { id: "g1", courseId: "algebra", name: "A", studentIds: ["pupil"] },
    ]);
    expect(before.globalValidationWarnings).toMatchObject({
      course: ["Some courses have no corresponding lecturer object: algebra (Lecturer: teacher)"],
      group: ["Some groups have no corresponding student object: g1 (Student: pupil)"],
    });
    const teacher = await list("users?importerId=campus", [person("teacher")]);
    expect(teacher.globalValidationWarnings).toMatchObject({ course: [] });
    const pupil = await list("students?importerId=campus", [{ id: "pupil", userId: "teacher" }]);
    expect(pupil.globalValidationWarnings).toMatchObject({ group: [], student: [] });
    const twice = await list("groups?importerId=campus", [
      { id: "g2", courseId: "algebra", name: "B", studentIds: ["pupil"] },
    ]);
    expect(twice.globalValidationWarnings).toMatchObject({
      student: ["Some students are in more than one group of a course: pupil (Course: algebra)"],
    });
    await list("courses?importerId=campus", [{ id: "logic", name: "Logic", lecturerIds: ["teacher"] }]);
    const moved = await list("groups?importerId=campus", [
      { id: "g2", courseId: "logic", name: "B", studentIds: ["pupil"] },
    ]);
    expect(moved.globalValidationWarnings).toMatchObject({ student: [], course: [] });
  });

  test("organizations that are their own ancestors are reported until the cycle is broken", async () => {
    const cycle = await list("organizations?importerId=campus", [
      { id: "o1", name: "1", parentId: "o2" },
      { id: "o2", name: "2", parentId: "o3" },
      { id: "o3", name: "3", parentId: "o1" },
      { id: "o4", name: "4", parentId: "o1" },
    ]);
    expect(cycle.globalValidationWarnings).toMatchObject({
      organization: ["Some organizations are their own ancestors: o1, o2, o3"],
    });
    const broken = await list("organizations?importerId=campus", [{ id: "o3", name: "3" }]);
    expect(broken.globalValidationWarnings).toMatchObject({ organization: [] });
  });

  test("a survey's missing group is among the import's warnings, since no list is its own", async () => {
    const times = { opensAt: "2027-06-01T00:00:00Z", closesAt: "2027-06-02T00:00:00Z" };
    const { importWarnings } = await list("surveys?importerId=campus", [
      { id: "v1", courseId: "algebra", groupId: "nowhere", title: "How was it?", ...times },
    ]);
    expect(importWarnings).toEqual(["Some surveys have no corresponding group object: v1 (Group: nowhere)"]);
    await list("surveys?importerId=campus", [{ id: "v1", courseId: "algebra", title: "How was it?", ...times }]);
  });

  test("without the global validation its answer is null, and the findings are kept current all the same", async () => {
    const quiet = await list("students?importerId=campus&runGlobalIntegrityCheck=false", [
      { id: "lonely", userId: "ghost" },
    ]);
    expect(quiet).toMatchObject({ globalValidationResult: null, globalValidationWarnings: null });
    const loud = await list("users?importerId=campus", [person("somebody")]);
    expect(loud.globalValidationWarnings).toMatchObject({
      student: ["Some students have no corresponding user object: ghost"],
    });
  });

  test("a dry run answers what would be, and leaves what is", async () => {
    const would = await list("users?importerId=campus&dryRun=true", [person("ghost")]);
    expect(would.globalValidationWarnings).toMatchObject({ student: [] });
    const is = await list("users?importerId=campus", [person("somebody")]);
    expect(is.globalValidationWarnings?.student).toEqual(["Some students have no corresponding user object: ghost"]);
  });

  test("what another importer takes over is reported", async () => {
    const { importWarnings } = await list("users?importerId=other", [person("teacher")]);
    expect(importWarnings).toEqual(["Some users belonged to another importer and changed hands: teacher"]);
  });

  test("a message lists a thousand ids, counts the rest, and the job pages all of them", async () => {
    const pupils = Array.from({ length: 1_500 }, (_, n) => ({ id: `many_${n}`, userId: `nobody_${n}` }));
    const { globalValidationWarnings } = await list("students?importerId=campus", pupils);
    expect(globalValidationWarnings?.student?.[0]).toMatch(/nobody_\d+, … and 501 more$/);
    const jobs = await bulkhead.call<{ items: { id: string }[] }>("GET", "/api/jobs?limit=1&entity=student", { key });
    const seen: unknown[] = [];
    const start = `/api/jobs/${jobs.body.items[0]?.id}/integrity?entity=student&limit=400`;
    for (let next: string | null = start; next !== null; ) {
      const { body }: Answer<Page> = await bulkhead.call<Page>("GET", next, { key });
      seen.push(...body.items.map(({ id }) => id));
      next = body.nextCursor === null ? null : `${start}&cursor=${body.nextCursor}`;
    }
    expect(new Set(seen).size).toBe(1_501);
  });

  test("past the wait the answer is 202, and its Location has the result in the end", async () => {
    const { env } = bulkhead;
    const hasty = await TestBulkhead.start({ ...env, BULKHEAD_LIST_WAIT_SECONDS: "0" }, "http");
    const headers = { "Content-Type": "application/json" };
    const call = { body: JSON.stringify([person("late")]), headers };
    const accepted = await hasty.call<{ jobId: string; state: string; result: null }>(
      "POST",
      "/import/users?importerId=campus",
      call,
    );
    expect(accepted).toMatchObject({ status: 202, body: { state: "queued", result: null } });
    const location = accepted.headers.get("location") ?? "";
    expect(location).toBe(`/import/jobs/${accepted.body.jobId}`);
    await bulkhead.jobEnd(accepted.body.jobId);
    expect(await hasty.call<Result>("GET", location)).toMatchObject({ status: 200, body: { importResult: "SUCCESS" } });
    const empty = await hasty.call<{ jobId: string }>("POST", "/import/users?importerId=campus", {
      ...call,
      body: "[]",
    });
    await bulkhead.jobEnd(empty.body.jobId);
    expect((await hasty.call("GET", `/import/jobs/${empty.body.jobId}`)).status).toBe(400);
    await hasty.stop();
  });
});
