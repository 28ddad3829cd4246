import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";

interface Result {
  readonly importResult: string;
  readonly importWarnings: string[];
  readonly globalValidationResult: string | null;
  readonly globalValidationWarnings: Record<string, string[]> | null;
  readonly exception: string | null;
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

  test("a missing course and a missing user are told in the documented words", async () => {
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
  beforeAll(async () => {
    bulkhead = await TestBulkhead.start();
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
});
