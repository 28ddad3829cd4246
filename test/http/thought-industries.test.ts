import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entityList } from "../../src/domain/entities/index.js";
import type { Entity } from "../../src/domain/entity.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { quoted } from "../support/event-file.js";

interface BulkAnswer {
  readonly dryRun: boolean;
  readonly validRows: Record<string, unknown>[];
  readonly invalidRows: { line: number; errors: { column: string; code: string }[] }[];
  readonly backgroundJob: Record<string, unknown>;
}

const documentedKeys = ["dryRun", "validRows", "invalidRows", "backgroundJob"];
const jobKeys = ["id", "type", "description", "errorMessage", "createdAt", "repeatable", "status"];

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

/** One good row of an entity, from the examples of its own declaration. */
function exampleCsv(entity: Entity, change: Record<string, string> = {}): string {
  const cells = Object.entries(entity.fields).map(([name, field]) => change[name] ?? field.example);
  return `${Object.keys(entity.fields).join(",")}\n${cells.map((cell) => quoted(cell)).join(",")}\n`;
}

async function bulk(entity: Entity, body: Record<string, unknown>, query = "") {
  const edge = entity.thoughtIndustries;
  if (!edge) throw new Error("the entity has no place in contract A");
  const answer = await bulkhead.call<{ data: Record<string, BulkAnswer> }>(
    "POST",
    `/incoming/v2/content/${edge.route}/bulk${query}`,
    { json: body },
  );
  return { status: answer.status, keys: Object.keys(answer.body.data), data: answer.body.data[edge.answerKey] };
}

async function storedRows(entity: Entity): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(entity.name)}`.execute(
    bulkhead.deps.db.query,
  );
  return rows[0]?.count ?? -1;
}

describe("the four bulk endpoints of contract A", () => {
  test.each(entityList.filter((entity) => entity.thoughtIndustries).map((entity) => [entity.name, entity] as const))(
    "%s answers with exactly the documented keys, and a dry run changes no table",
    async (name, entity) => {
      await bulkhead.upload(`${name}.csv`, exampleCsv(entity));
      const dry = await bulk(entity, { bulkImportAssetPath: `${name}.csv`, dryRun: true });
      expect(dry.status).toBe(200);
      expect(dry.keys).toEqual([entity.thoughtIndustries?.answerKey]);
      expect(Object.keys(dry.data ?? {})).toEqual(documentedKeys);
      expect(Object.keys(dry.data?.backgroundJob ?? {})).toEqual(jobKeys);
      expect(dry.data).toMatchObject({ dryRun: true, invalidRows: [], backgroundJob: { status: "complete" } });
      expect(await storedRows(entity)).toBe(0);

      const real = await bulk(entity, { bulkImportAssetPath: `${name}.csv` });
      expect(Object.keys(real.data ?? {})).toEqual(documentedKeys);
      expect(real.data?.validRows).toHaveLength(1);
      expect(real.data?.validRows[0]).toMatchObject({ line: 2 });
      expect(await storedRows(entity)).toBe(1);
    },
  );

  test("the vendor's request with only host, key and path changed is answered as documented", async () => {
    await bulkhead.upload("string", exampleCsv(entityList[0] as Entity));
    const answer = await bulkhead.call("POST", "/incoming/v2/content/courseGroup/inPersonEvent/bulk", {
      headers: { "Content-Type": "application/json" },
      body: '{ "bulkImportAssetPath": "string" }',
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      data: {
        APIBulkCourseGroupInPersonEventImport: {
          dryRun: false,
          backgroundJob: {
            id: expect.stringMatching(/^[0-9a-f-]{36}$/),
            type: expect.any(String),
            description: expect.any(String),
            errorMessage: null,
            createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
            repeatable: false,
            status: "complete",
          },
        },
      },
    });
  });

  test("an invalid row stands as it was in the file, with its line and every error", async () => {
    const entity = entityList[0] as Entity;
    await bulkhead.upload("bad.csv", exampleCsv(entity, { startDate: "31.12.2027", country: "Austria" }));
    const { data } = await bulk(entity, { bulkImportAssetPath: "bad.csv", dryRun: true });
    expect(data?.invalidRows).toEqual([
      expect.objectContaining({
        line: 2,
        startDate: "31.12.2027",
        country: "Austria",
        errors: [
          expect.objectContaining({ column: "startDate", code: "INVALID_DATE", value: "31.12.2027" }),
          expect.objectContaining({ column: "country", code: "INVALID_COUNTRY", value: "Austria" }),
        ],
      }),
    ]);
    expect(Object.keys(data?.invalidRows[0]?.errors[0] ?? {})).toEqual(["column", "code", "value", "message", "hint"]);
  });

  test("a secret column is masked in valid and in invalid rows", async () => {
    const entity = entityList.find(({ name }) => name === "courseGroupWebinar") as Entity;
    const secret = { meetingPassword: "hunter2-canary" };
    const good = exampleCsv(entity, secret);
    const bad = exampleCsv(entity, { ...secret, id: "wg-2", meetingUrl: "ftp://nowhere" }).split("\n")[1];
    await bulkhead.upload("secret.csv", `${good}${bad}\n`);
    const { data } = await bulk(entity, { bulkImportAssetPath: "secret.csv", dryRun: true });
    expect(data?.validRows).toHaveLength(1);
    expect(data?.invalidRows).toHaveLength(1);
    expect(JSON.stringify(data)).not.toContain("hunter2-canary");
    expect(data?.validRows[0]?.meetingPassword).toBe("***");
  });

  test("onInvalid=abort with one invalid row fails the job and stores nothing", async () => {
    const entity = entityList.find(({ name }) => name === "courseGroupWebinar") as Entity;
    const before = await storedRows(entity);
    const rows = [
      exampleCsv(entity, { id: "abort-1", slug: "" }),
      exampleCsv(entity, { id: "abort-2", slug: "", title: "" }).split("\n")[1],
    ];
    await bulkhead.upload("abort.csv", `${rows.join("")}\n`);
    const { status, data } = await bulk(entity, { bulkImportAssetPath: "abort.csv" }, "?onInvalid=abort");
    expect(status).toBe(200);
    expect(data?.backgroundJob).toMatchObject({
      status: "failed",
      errorMessage: expect.stringMatching(/^INVALID_ROWS: /),
    });
    expect(data?.invalidRows).toHaveLength(1);
    expect(await storedRows(entity)).toBe(before);
  });

  test("arrays are cut at the limit, and then counts and a link stand beside the job", async () => {
    const small = await TestBulkhead.start({ BULKHEAD_MAX_ANSWER_ROWS: "2" });
    try {
      const entity = entityList[0] as Entity;
      const [header, row] = exampleCsv(entity).split("\n") as [string, string];
      const lines = [1, 2, 3].map((n) => row.replace("cg-1", `cg-${n}`).replace("leadership-in-practice", `slug-${n}`));
      await small.upload("cut.csv", `${[header, ...lines].join("\n")}\n`);
      const { body } = await small.call<{ data: Record<string, BulkAnswer> }>(
        "POST",
        "/incoming/v2/content/courseGroup/inPersonEvent/bulk",
        { json: { bulkImportAssetPath: "cut.csv" } },
      );
      const data = body.data.APIBulkCourseGroupInPersonEventImport;
      expect(data?.validRows).toHaveLength(2);
      expect(data).toMatchObject({ validRowCount: 3, invalidRowCount: 0, rows: expect.stringContaining("/rows") });
    } finally {
      await small.stop();
    }
  });

  test("the job endpoint answers the seven documented keys, and counts once it has finished", async () => {
    const job = await bulkhead.import(exampleCsv(entityList[0] as Entity));
    const { status, body } = await bulkhead.call<{ data: { APIBackgroundJob: object } }>(
      "GET",
      `/incoming/v2/jobs/${job.id}`,
    );
    expect(status).toBe(200);
    expect(Object.keys(body.data.APIBackgroundJob)).toEqual([
      ...jobKeys,
      ...["dryRun", "validRowCount", "invalidRowCount", "rows"],
    ]);
  });

  test("without a worker the answer comes after the wait, with empty arrays and the job running or queued", async () => {
    const http = await TestBulkhead.start({ BULKHEAD_WAIT_SECONDS: "1" }, "http");
    try {
      await http.upload("waiting.csv", exampleCsv(entityList[0] as Entity));
      const { status, body } = await http.call<{ data: Record<string, BulkAnswer> }>(
        "POST",
        "/incoming/v2/content/courseGroup/inPersonEvent/bulk",
        { json: { bulkImportAssetPath: "waiting.csv" } },
      );
      expect(status).toBe(200);
      expect(body.data.APIBulkCourseGroupInPersonEventImport).toMatchObject({
        validRows: [],
        invalidRows: [],
        backgroundJob: { status: "queued", errorMessage: null },
      });
    } finally {
      await http.stop();
    }
  });
});
