import { randomUUID } from "node:crypto";
import { readdir, readlink } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type EventCells, eventCells, eventColumns, eventCsv, eventId, quoted } from "../support/event-file.js";
import { startTestApp } from "../support/test-app.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

async function rejects({ id }: Pick<JobResource, "id">, key = bulkhead.key): Promise<string> {
  const { status, body } = await bulkhead.call<string>("GET", `/api/jobs/${id}/rejects.csv`, { key });
  expect(status).toBe(200);
  return body.replace(/^\ufeff/, "");
}

/** The records of a CSV as arrays; ragged ones as they are. */
function records(csv: string, delimiter = ","): string[][] {
  return parse(csv, { delimiter, relax_column_count: true });
}

test("rejected rows come back with the file's own columns, order and text, and why they were rejected", async () => {
  const csv = `=note;ID;title;startDate;endDate;timeZone;locationName;address1;city;country
"a ""quoted"" note";cg-1;"Fine;
print";2027-05-31T09:00:00Z;2027-05-31T10:00:00Z;UTC;Hall;Street 1;Wien;AT
=HYPERLINK("http://x");cg-2;  Ümlaut  ;31.5.2027;2027-05-31T10:00:00Z;UTC;Hall;Street 1;Wien;Austria
'=1;cg-1;+43 1;2027-05-31T09:00:00Z;2027-05-31T10:00:00Z;UTC;Hall;Street 1;Wien;AT
only;three;cells
`;
  const job = await bulkhead.import(csv);
  expect(job).toMatchObject({ state: "complete_with_rejects", links: { rejects: `/api/jobs/${job.id}/rejects.csv` } });
  const answer = await bulkhead.call<string>("GET", job.links.rejects);
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w.-]+-rejects\.csv"$/);
  const [header, date, duplicate, ragged, ...more] = records(await rejects(job), ";");
  expect(more).toEqual([]);
  expect(header).toEqual([
    ...["'=note", "ID", "title", "startDate", "endDate", "timeZone", "locationName", "address1", "city", "country"],
    ...["_line", "_code", "_reason"],
  ]);
  expect(date?.slice(0, 4)).toEqual([`'=HYPERLINK("http://x")`, "cg-2", "  Ümlaut  ", "31.5.2027"]);
  expect(date?.slice(-3)).toEqual([
    "4",
    "INVALID_DATE;INVALID_COUNTRY",
    expect.stringContaining("startDate: Not an RFC 3339"),
  ]);
  expect(duplicate?.slice(0, 3)).toEqual(["''=1", "cg-1", "'+43 1"]);
  expect(duplicate?.slice(-3, -1)).toEqual(["5", "DUPLICATE_KEY"]);
  expect(ragged?.slice(0, 5)).toEqual(["only", "three", "cells", "", ""]);
  expect(ragged?.slice(10, 12)).toEqual(["6", "COLUMN_COUNT"]);
  expect(ragged).toHaveLength(14);
  const again = await bulkhead.import(await rejects(job));
  expect(records(await rejects(again), ";")[0]).toEqual(header);

  const line = await bulkhead.call<{ items: { line: number }[] }>("GET", `/api/jobs/${job.id}/rows?line=5`);
  expect(line.body).toEqual({ items: [expect.objectContaining({ line: 5 })], nextCursor: null });
  const none = await bulkhead.call("GET", `/api/jobs/${job.id}/rows?line=3`);
  expect(none.body).toEqual({ items: [], nextCursor: null });
});

test("sent again as it is, the file is rejected for the same reasons, and its rejects are the same texts again", async () => {
  const bad = (_: EventCells, row: number): Partial<EventCells> =>
    row % 2 === 0 ? { city: "=1+1", country: "Nowhere", title: "'@home" } : {};
  const first = await bulkhead.import(`${eventCsv({ rows: 4, change: bad })}too,few\n`, { importerId: "again" });
  const sent = await rejects(first);
  const second = await bulkhead.import(sent, { importerId: "again" });
  expect(second.issuesByCode).toEqual({ INVALID_COUNTRY: 2, COLUMN_COUNT: 1 });
  expect(second.warnings).toEqual([]);
  const own = (csv: string) => records(csv).map((cells) => cells.slice(0, eventColumns.length));
  expect(own(await rejects(second))).toEqual(own(sent));
});

test("a spreadsheet may add empty columns, drop empty cells at the end, and move columns about", async () => {
  const change = () => ({ title: "=SUM(A1)", country: "Nowhere" });
  const job = await bulkhead.import(eventCsv({ rows: 2, change }), { importerId: "sheet" });
  const [header = [], ...rows] = records(await rejects(job));
  const at = header.indexOf("country");
  const turned = rows.map((cells) => {
    const fixed = cells.with(at, "AT");
    return [...fixed.slice(eventColumns.length), ...fixed.slice(0, eventColumns.length), "", ""];
  });
  const names = [...header.slice(eventColumns.length), ...header.slice(0, eventColumns.length), "", ""];
  const csv = [names, ...turned].map((cells) => cells.map((cell) => quoted(cell)).join(",")).join("\r\n");
  const again = await bulkhead.import(csv, { importerId: "sheet" });
  expect(again).toMatchObject({ state: "complete", warnings: [], counts: { valid: 2 } });
  expect(await stored("default", "title")).toContain("=SUM(A1)");
});

test("lists come back as a CSV of the entity's columns; passwords stored hashed do not, the meeting's does", async () => {
  const list = JSON.stringify([
    { id: "c_1", name: "Fine" },
    { id: "c 2", name: 7, lecturerIds: ["u_1", "u_2"], startDate: "soon" },
    "no object",
  ]);
  const { body } = await bulkhead.call<unknown>("POST", "/import/courses?importerId=campus", {
    body: list,
    headers: { "Content-Type": "application/json" },
  });
  expect(body).toMatchObject({ importResult: "SUCCESS" });
  const jobs = await bulkhead.call<{ items: JobResource[] }>("GET", "/api/jobs?entity=course");
  const [header, course, bare] = records(await rejects(jobs.body.items[0] ?? { id: "" }));
  expect(course?.slice(0, 2)).toEqual(["c 2", "7"]);
  expect(course?.[header?.indexOf("lecturerIds") ?? -1]).toBe("u_1;u_2");
  expect(bare?.slice(-3)).toEqual(["3", "NOT_AN_OBJECT", expect.any(String)]);

  const users = await bulkhead.import(
    "id,firstName,lastName,passwordOrHash\nu 1,Ada,Lovelace,secret-1\nu_2,x,secret-2\n",
    {
      entity: "user",
    },
  );
  const csv = await rejects(users);
  expect(csv).not.toContain("secret");
  expect(records(csv)[0]?.slice(0, 4)).toEqual(["id", "firstName", "lastName", "_line"]);

  const webinar = `id,title,startDate,endDate,timeZone,meetingUrl,meetingPassword
w-1,A webinar,never,2027-05-31T10:00:00Z,UTC,https://meet.example.org/1,open-sesame
`;
  const meeting = await bulkhead.import(webinar, { entity: "courseGroupWebinar" });
  expect(records(await rejects(meeting))[1]?.[6]).toBe("open-sesame");
});

test("a list that was deleted answers 410, an unjudged job 409, a key that only reads 403", async () => {
  const list = [{ id: "u 1", firstName: "Ada", lastName: "Lovelace", passwordOrHash: "secret" }];
  await bulkhead.call("POST", "/import/users?importerId=campus", { json: [...list, { ...list[0], id: "u_1" }] });
  const users = await bulkhead.call<{ items: JobResource[] }>("GET", "/api/jobs?entity=user&importerId=campus");
  const path = users.body.items[0]?.links.rejects ?? "";
  expect(await bulkhead.call("GET", path)).toMatchObject({ status: 410, body: { code: "BODY_DELETED" } });
  const failed = await bulkhead.import("id,heading\n1,2\n");
  expect(await bulkhead.call("GET", failed.links.rejects)).toMatchObject({
    status: 409,
    body: { code: "WRONG_JOB_STATE", state: "failed" },
  });
  const reader = await bulkhead.addKey("read");
  expect(await bulkhead.call("GET", failed.links.rejects, { key: reader })).toMatchObject({ status: 403 });
});

test("rows of an erased id are left out", async () => {
  const change = () => ({ country: "Nowhere" });
  const job = await bulkhead.import(eventCsv({ rows: 3, change }), { importerId: "erased" });
  await bulkhead.call("DELETE", `/api/subjects/courseGroupInPersonEvent/${eventId(2)}`);
  expect(records(await rejects(job)).map(([id]) => id)).toEqual(["id", eventId(1), eventId(3)]);
});

/** What can be wrong with a row, and stays in it as it is. */
const damage = fc.constantFrom<Partial<EventCells>>(
  { title: "" },
  { startDate: "31.5.2027" },
  { endDate: "2020-01-01T00:00:00Z" },
  { timeZone: "=Vienna" },
  { country: "'-Austria" },
  { seatsLimit: "-5" },
  { status: "@maybe" },
  { waitlistingEnabled: "+1\t" },
  { instructorEmails: "\r\nno address" },
);
const nasty = fc
  .array(fc.constantFrom("'", "=", "+", "-", "@", "\t", "\n", '"', ",", ";", " ", "ä", "😀", "1", "x"), {
    maxLength: 12,
  })
  .map((parts) => parts.join(""));
const row = fc.record({
  damage: fc.option(damage, { freq: 1 }),
  ragged: fc.boolean(),
  texts: fc.record({ title: nasty.map((text) => `T${text}`), description: nasty, room: nasty, attendeeInfo: nasty }),
  lead: fc.constantFrom("", "=", "'", "''-", "@"),
});

test("reject, fix, import again: the tables are as if the file had been right at first", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(",", ";", "\t"),
      fc.constantFrom("utf8" as const, "utf16le" as const),
      async (rows, delimiter, encoding) => {
        const right = rows.map(({ texts, lead }, at) => ({
          ...eventCells(at + 1),
          ...texts,
          title: lead + texts.title,
        }));
        const wrong = right.map((cells, at) => ({ ...cells, ...rows[at]?.damage }));
        const line = (cells: readonly string[]) => cells.map((cell) => quoted(cell, delimiter)).join(delimiter);
        const file = (all: readonly EventCells[], ragged: boolean) => {
          const lines = all.map((cells, at) => {
            const texts = eventColumns.map((column) => cells[column]);
            return line(ragged && rows[at]?.damage && rows[at]?.ragged ? [...texts, "one", "more"] : texts);
          });
          const text = `\ufeff${[line(eventColumns), ...lines].join("\n")}\n`;
          return new Uint8Array(Buffer.from(text, encoding));
        };
        const [once, twice] = [`once-${randomUUID()}`, `twice-${randomUUID()}`];
        const [onceKey, twiceKey] = [await bulkhead.addKey("admin", once), await bulkhead.addKey("admin", twice)];
        await bulkhead.import(file(right, false), {}, onceKey);
        const job = await bulkhead.import(file(wrong, true), {}, twiceKey);
        const damaged = rows.filter((made) => made.damage).length;
        expect(job.counts.invalid).toBe(damaged);

        const [header = [], ...rejected] = records(await rejects(job, twiceKey), delimiter);
        const fixed = rejected.map((cells) => {
          const at = right.findIndex(({ id }) => id === cells[0]);
          const repaired = Object.keys(rows[at]?.damage ?? {}).reduce(
            (now, column) => now.with(header.indexOf(column), asWritten(right[at]?.[column as keyof EventCells] ?? "")),
            cells,
          );
          return repaired.slice(0, header.length);
        });
        const again = await bulkhead.import([header, ...fixed].map(line).join("\n"), {}, twiceKey);
        expect(again).toMatchObject({ state: "complete", counts: { valid: damaged } });
        expect(await stored(twice)).toEqual(await stored(once));
      },
    ),
    { numRuns: 12 },
  );
});

/** What a person writes into such a file: a formula has one more apostrophe there. */
function asWritten(text: string): string {
  return /^'*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}

/** Every imported column of a tenant's rows, or one of them. */
async function stored(tenantId: string, column?: string): Promise<unknown[]> {
  const { rows } = await sql<{ row: Record<string, unknown> }>`
    select to_jsonb(stored) - array['tenant_id', 'job_id', 'source_hash', 'created_at', 'updated_at', 'importer_id'] as row
    from course_group_in_person_event as stored where tenant_id = ${tenantId} order by id`.execute(
    bulkhead.deps.db.query,
  );
  return rows.map((found) => (column ? found.row[column] : found.row));
}

/** Files of the store that this process holds open. */
async function openFiles(): Promise<string[]> {
  const { dataDir } = bulkhead.deps.config;
  const handles = await readdir("/proc/self/fd");
  const paths = await Promise.all(handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => "")));
  return paths.filter((path) => path.startsWith(dataDir));
}

/** A job with more rejected rows than are looked up, and more bytes of them than are read, at a time. */
async function manyRejects(): Promise<JobResource> {
  const change = () => ({ country: "Nowhere", attendeeInfo: "x".repeat(2_000) });
  const asset = `${randomUUID()}.csv`;
  await bulkhead.upload(asset, eventCsv({ rows: 600, change }));
  const json = { entity: "courseGroupInPersonEvent", asset, dryRun: true };
  return bulkhead.jobEnd((await bulkhead.call<JobResource>("POST", "/api/imports", { json })).body.id);
}

test.skipIf(process.platform !== "linux")("a HEAD leaves no file of the store open", async () => {
  const job = await manyRejects();
  const { status, headers } = await bulkhead.call("HEAD", job.links.rejects);
  expect([status, headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
  await expect.poll(openFiles, { timeout: 10_000 }).toEqual([]);
});

test("an answer that breaks off in the middle is cut, and the log names the error without what it says", async () => {
  const job = await manyRejects();
  const app = await startTestApp(bulkhead);
  const printed = vi.spyOn(console, "error").mockImplementation(() => undefined);
  try {
    // The second page of rows cannot be read.
    await sql`
      update row_report set issues = '"spoilt"'
      where job_id = ${job.id} and line = (select max(line) from row_report where job_id = ${job.id})
    `.execute(bulkhead.deps.db.query);
    const answer = await fetch(`${app.server.url}${job.links.rejects}`, {
      headers: { Authorization: `Bearer ${bulkhead.key}` },
    });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(app.logged()).toContain('"error":"TypeError"');
    expect(app.logged()).not.toContain("is not a function");
    expect(printed).not.toHaveBeenCalled();
  } finally {
    printed.mockRestore();
    await app.stop();
  }
});
