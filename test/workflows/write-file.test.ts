import { randomUUID } from "node:crypto";
import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type EventCells, eventCells, eventColumns, eventId, quoted } from "../support/event-file.js";

/** Files just large enough not to be imported in the one step of small ones. */
const rows = 4_000;
const columns = [...eventColumns, "slug"];
const oneLine = "Two days in small groups, with a case of your own. ".repeat(4);

let bulkhead: TestBulkhead;
let connection: Connection;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  connection = await Connection.connect({ address: inject("temporalAddress") });
});
afterAll(async () => {
  await connection.close();
  await bulkhead.stop();
});

/** A tenant without a row, new for every test. */
let key: string;
let tenantId: string;
beforeEach(async () => {
  tenantId = `tenant-${randomUUID()}`;
  key = await bulkhead.addKey("admin", tenantId);
});

type Change = Partial<EventCells> & { readonly slug?: string };

/** One physical line a row, so that row n stands on line n + 1. */
function csv(change: (row: number) => Change = () => ({}), names: readonly string[] = columns): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    const row = at + 1;
    const cells: Record<string, string> = { ...eventCells(row), slug: "", description: oneLine, ...change(row) };
    return names.map((name) => quoted(cells[name] ?? "")).join(",");
  });
  return `${[names.join(","), ...lines].join("\n")}\n`;
}

const importFile = (content: string, options: Record<string, unknown> = {}) => bulkhead.import(content, options, key);

async function stepsOf({ workflowId }: JobResource): Promise<string[]> {
  const { events } = await new Client({ connection }).workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name ?? [],
  );
}

const steps = ["surveyFile", "writeFile", "finishImport"];

async function rejected(job: JobResource) {
  const { body } = await bulkhead.call<{ items: { line: number; issues: { code: string }[] }[] }>(
    "GET",
    `${job.links.rows}?outcome=invalid`,
    { key },
  );
  return body.items.map(({ line, issues }) => [line, ...issues.map(({ code }) => code)]);
}

async function stored(row: number) {
  return bulkhead.deps.db.query
    .selectFrom("courseGroupInPersonEvent")
    .selectAll()
    .where("tenantId", "=", tenantId)
    .where("id", "=", eventId(row))
    .executeTakeFirst();
}

async function storedRows(): Promise<number> {
  const { count } = await bulkhead.deps.db.query
    .selectFrom("courseGroupInPersonEvent")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("tenantId", "=", tenantId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

describe("a large file into an empty entity", () => {
  test("is written by one step, invalid rows are reported, and rows that are not plain are stored as meant", async () => {
    const job = await importFile(
      csv((row) =>
        row % 100 === 0 ? { country: "XX" } : { title: row === 7 ? ' Say ""hi"", Zoë ' : `Course ${row}` },
      ),
    );
    expect(await stepsOf(job)).toEqual(steps);
    expect(job).toMatchObject({ state: "complete_with_rejects", issuesByCode: { INVALID_COUNTRY: 40 } });
    expect(job.counts).toMatchObject({ valid: 3_960, invalid: 40, created: 3_960, updated: 0, unchanged: 0 });
    expect(await storedRows()).toBe(3_960);
    expect(await stored(100)).toBeUndefined();
    expect(await stored(7)).toMatchObject({ title: ' Say ""hi"", Zoë ', jobId: job.id, importerId: "admin-key" });
    expect(await stored(8)).toMatchObject({
      title: "Course 8",
      status: "published",
      seatsLimit: 16,
      tags: ["leadership", "compliance"],
    });
  });

  test("is written by one step also where a key stands twice, and the first occurrence stands", async () => {
    const job = await importFile(csv((row) => (row === 3_000 ? { id: eventId(5), title: "Again" } : {})));
    expect(await stepsOf(job)).toEqual(steps);
    expect(await rejected(job)).toEqual([[3_001, "DUPLICATE_KEY"]]);
    expect(job.counts).toMatchObject({ valid: 3_999, created: 3_999 });
    expect((await stored(5))?.title).not.toBe("Again");
  });

  test("keeps a key to its first occurrence also where that is invalid", async () => {
    const job = await importFile(
      csv((row) => (row === 5 ? { country: "XX" } : row === 3_000 ? { id: eventId(5) } : {})),
    );
    expect(await rejected(job)).toEqual([
      [6, "INVALID_COUNTRY"],
      [3_001, "DUPLICATE_KEY"],
    ]);
    expect(await stored(5)).toBeUndefined();
  });

  test("rejects the later of two rows with one slug", async () => {
    const job = await importFile(csv((row) => (row === 9 || row === 2_500 ? { slug: "the-same" } : {})));
    expect(await rejected(job)).toEqual([[2_501, "DUPLICATE_SLUG"]]);
    expect(await storedRows()).toBe(3_999);
  });

  test("stores nothing where one invalid row was to stop it", async () => {
    const job = await importFile(
      csv((row) => (row === 9 ? { country: "XX" } : {})),
      { onInvalid: "abort" },
    );
    expect(job).toMatchObject({ state: "failed", error: { code: "INVALID_ROWS" } });
    expect(await storedRows()).toBe(0);
  });

  test("is written by one step also where many rows have to be read exactly", async () => {
    const job = await importFile(csv((row) => (row % 3 === 0 ? { country: "XX" } : {})));
    expect(await stepsOf(job)).toEqual(steps);
    expect(job.counts).toMatchObject({ valid: 2_667, invalid: 1_333, created: 2_667 });
  });

  test("rejects a session whose group is not stored, and findings are those of the rows", async () => {
    const groups = csv((row) => (row === 17 ? { country: "XX" } : {}));
    await importFile(groups);
    const header = ["courseGroupId", ...eventColumns];
    const sessions = csv(() => ({}), eventColumns)
      .trimEnd()
      .split("\n")
      .map((line, at) => (at === 0 ? header.join(",") : `${eventId(at)},${line}`));
    const job = await importFile(`${sessions.join("\n")}\n`, { entity: "inPersonEvent" });
    expect(await rejected(job)).toEqual([[18, "MISSING_REFERENCE"]]);
    expect(job.counts).toMatchObject({ created: 3_999 });
  });
});

describe("a large file that is mostly stored", () => {
  test("is compared in one step, and no row is touched where none has changed", async () => {
    const first = await importFile(csv());
    const again = await importFile(csv());
    expect(await stepsOf(again)).toEqual(steps);
    expect(again.counts).toMatchObject({ valid: rows, created: 0, updated: 0, unchanged: rows });
    expect(await stored(1)).toMatchObject({ jobId: first.id });
  });

  test("has only changed, new and invalid rows read", async () => {
    await importFile(csv());
    const job = await importFile(
      csv((row) => {
        if (row === 10) return { city: "Linz" };
        if (row === 11) return { country: "XX" };
        if (row === 12) return { id: "new" };
        return {};
      }),
    );
    expect(await stepsOf(job)).toEqual(steps);
    expect(job.counts).toMatchObject({ valid: 3_999, invalid: 1, created: 1, updated: 1, unchanged: 3_997 });
    expect(await rejected(job)).toEqual([[12, "INVALID_COUNTRY"]]);
    expect(await stored(10)).toMatchObject({ city: "Linz", jobId: job.id });
  });

  test("rejects a key that stands twice, both times as it is stored", async () => {
    await importFile(csv());
    const twice = csv().trimEnd().split("\n");
    const job = await importFile(`${[...twice, twice[5]].join("\n")}\n`);
    expect(await stepsOf(job)).toEqual(steps);
    expect(await rejected(job)).toEqual([[rows + 2, "DUPLICATE_KEY"]]);
    expect(job.counts).toMatchObject({ valid: rows, unchanged: rows });
  });

  test("knows keys that only csv-parse can read", async () => {
    const odd = csv((row) => (row === 20 ? { id: 'cg "20"' } : {}));
    await importFile(odd);
    const again = await importFile(odd);
    expect(await stepsOf(again)).toEqual(steps);
    expect(again.counts).toMatchObject({ valid: rows, unchanged: rows });
    const twice = odd.trimEnd().split("\n");
    const job = await importFile(`${[...twice, twice[20]].join("\n")}\n`);
    expect(await rejected(job)).toEqual([[rows + 2, "DUPLICATE_KEY"]]);
  });

  test("takes back what another importer wrote, from the same bytes as before", async () => {
    await importFile(csv(), { importerId: "erp" });
    await importFile(
      csv((row) => (row === 30 ? { city: "Linz" } : {})),
      { importerId: "crm" },
    );
    const job = await importFile(csv(), { importerId: "erp" });
    expect(job).toMatchObject({ state: "complete", issuesByCode: { OWNER_CHANGED: rows } });
    expect(job.counts).toMatchObject({ updated: rows });
    expect(await stored(30)).toMatchObject({ city: eventCells(30).city, importerId: "erp" });
  });

  test.each([{ mode: "update" }, { onInvalid: "abort" }])(
    "tells which rows another importer delivered, also as an importer's first file: %o",
    async (options) => {
      await importFile(csv(), { importerId: "erp" });
      const job = await importFile(csv(), { importerId: "crm", ...options });
      expect(job).toMatchObject({ counts: { updated: rows }, issuesByCode: { OWNER_CHANGED: rows } });
    },
  );

  test("brings back a row that was erased", async () => {
    await importFile(csv());
    const erased = await bulkhead.call("DELETE", `/api/subjects/courseGroupInPersonEvent/${eventId(40)}`, { key });
    expect(erased.status).toBe(200);
    const job = await importFile(csv());
    expect(job.counts).toMatchObject({ created: 1, unchanged: rows - 1 });
    expect(await stored(40)).toMatchObject({ jobId: job.id });
  });

  test("is read again under another header, found equal by its values, and known by its bytes from then on", async () => {
    await importFile(csv());
    const job = await importFile(csv(() => ({}), columns.toReversed()));
    expect(job.counts).toMatchObject({ valid: rows, updated: 0, unchanged: rows });
    const again = await importFile(csv(() => ({}), columns.toReversed()));
    expect(await stepsOf(again)).toEqual(steps);
    expect(again.counts).toMatchObject({ unchanged: rows });
  });
});

describe("a file of more rows than a temporary table is to hold", () => {
  const many = 21_000;
  const lines = (city: (row: number) => string) => {
    const cells = (row: number): Record<string, string> => ({ ...eventCells(row), description: "", city: city(row) });
    const line = (row: number) => eventColumns.map((name) => quoted(cells(row)[name] ?? "")).join(",");
    return [eventColumns.join(","), ...Array.from({ length: many }, (_, at) => line(at + 1))];
  };

  test("is judged by a dry run as it is written, and rewritten where every row has changed", async () => {
    const first = lines(() => "Graz");
    const file = `${[...first, first[1]].join("\n")}\n`;
    const foretold = await importFile(file, { dryRun: true });
    const written = await importFile(file);
    expect(foretold.counts).toEqual(written.counts);
    expect(written.counts).toMatchObject({ valid: many, invalid: 1, created: many });
    expect(await rejected(written)).toEqual([[many + 2, "DUPLICATE_KEY"]]);
    const changed = await importFile(`${lines((row) => (row === 7 ? "Graz" : "Linz")).join("\n")}\n`);
    expect(changed.counts).toMatchObject({ valid: many, updated: many - 1, unchanged: 1 });
    expect(await stored(8)).toMatchObject({ city: "Linz", jobId: changed.id });
  });
});

test("rows with one slug are decided about among more staged rows than a temporary table is to hold", async () => {
  const [broken, good] = [20_050, 20];
  const cells = (row: number): Record<string, string> => ({
    ...{ ...eventCells(row), description: "", slug: "" },
    ...(row <= broken ? { country: "XX" } : row > broken + good - 2 ? { slug: "the-same" } : {}),
  });
  const line = (row: number) => columns.map((name) => quoted(cells(row)[name] ?? "")).join(",");
  const lines = Array.from({ length: broken + good }, (_, at) => line(at + 1));
  const job = await importFile(`${[columns.join(","), ...lines].join("\n")}\n`);
  expect(job.issuesByCode).toEqual({ INVALID_COUNTRY: broken, DUPLICATE_SLUG: 1 });
  expect(job.counts).toMatchObject({ created: good - 1 });
});

test("a large file in UTF-16, and a large list, are staged whole, and mean the same as one that has an index", async () => {
  const file = csv((row) => (row === 9 ? { country: "XX" } : row === 2_000 ? { id: eventId(5) } : {}));
  const utf16 = await bulkhead.import(Buffer.from(`\ufeff${file}`, "utf16le"), {}, key);
  expect(await stepsOf(utf16)).toEqual(steps);
  expect(utf16.counts).toMatchObject({ valid: rows - 2, invalid: 2, created: rows - 2 });
  expect((await importFile(file)).counts).toMatchObject({ valid: rows - 2, invalid: 2, unchanged: rows - 2 });

  const groups = Array.from({ length: 12_000 }, (_, n) => ({
    id: `o${n % 11_999}`,
    name: "An organization".repeat(6),
  }));
  await bulkhead.call("PUT", "/api/assets/list.json", {
    ...{ key, body: JSON.stringify(groups), headers: { "Content-Type": "application/json" } },
  });
  const json = { entity: "organization", asset: "list.json" };
  const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", { key, json });
  expect(await bulkhead.jobEnd(body.id, key)).toMatchObject({
    ...{ state: "complete_with_rejects", counts: { created: 11_999, invalid: 1 } },
  });
});
