import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type EventCells, eventCells, eventColumns, eventCsv, eventId, quoted } from "../support/event-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

let used = 1_000;
/** A key that no other test of this file uses. */
const newRow = () => used++;

/** A file of some columns; each row is the valid row of its number with some cells changed. */
function csv(
  columns: readonly string[],
  rows: readonly (Partial<EventCells> & { row: number; slug?: string })[],
): string {
  const lines = rows.map(({ row, ...change }) => {
    const cells: Record<string, string> = {
      slug: "",
      enrollmentStartDate: "",
      enrollmentEndDate: "",
      ...eventCells(row),
      description: "", // one physical line a row
      ...change,
    };
    return columns.map((column) => quoted(cells[column] ?? "")).join(",");
  });
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

const withSlug = [...eventColumns, "slug"];

async function stored(row: number) {
  return bulkhead.deps.db.query
    .selectFrom("courseGroupInPersonEvent")
    .selectAll()
    .where("id", "=", eventId(row))
    .executeTakeFirst();
}

async function invalidRows(job: JobResource) {
  const { body } = await bulkhead.call<{
    items: { line: number; issues: { code: string; column: string; message: string }[] }[];
  }>("GET", job.links.rows);
  return body.items.map(({ line, issues }) => ({
    line,
    codes: issues.map(({ code }) => code),
    message: issues[0]?.message,
  }));
}

describe("an upsert", () => {
  test("creates, leaves what has not changed untouched, and updates what has", async () => {
    const [a, b] = [newRow(), newRow()];
    const first = await bulkhead.import(csv(eventColumns, [{ row: a }, { row: b }]));
    expect(first).toMatchObject({ state: "complete", counts: { valid: 2, created: 2, updated: 0, unchanged: 0 } });
    const before = await stored(a);
    const second = await bulkhead.import(csv(eventColumns, [{ row: a }, { row: b, city: "Linz" }]));
    expect(second.counts).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
    expect(await stored(a)).toEqual(before);
    expect(await stored(b)).toMatchObject({ city: "Linz", jobId: second.id });
  });

  test("stores every type of value as it was meant", async () => {
    const row = newRow();
    const change = { tags: ' a "b" ; c\\d;;', seatsLimit: "007", waitlistingEnabled: "YES", title: "tab\tback\\slash" };
    await bulkhead.import(csv(eventColumns, [{ row, ...change, startDate: "2027-01-01T00:00:00.123+01:00" }]));
    expect(await stored(row)).toMatchObject({
      tags: ['a "b"', "c\\d"],
      seatsLimit: 7,
      waitlistingEnabled: true,
      title: "tab\tback\\slash",
      startDate: new Date("2026-12-31T23:00:00.123Z"),
      status: row % 4 === 0 ? "published" : "draft",
      tenantId: "default",
      importerId: "admin-key",
    });
  });

  test("an absent column is left alone, an empty cell clears, a field with a default keeps what is stored", async () => {
    const row = newRow();
    await bulkhead.import(csv(eventColumns, [{ row, description: "old", status: "archived", room: "R1", tags: "x" }]));
    const columns = eventColumns.filter((name) => name !== "description" && name !== "waitlistingEnabled");
    await bulkhead.import(csv(columns, [{ row, status: "", room: "", tags: "" }]));
    expect(await stored(row)).toMatchObject({ description: "old", status: "archived", room: null, tags: null });
  });

  test("a span is judged on the merged row when one of its ends is stored", async () => {
    const row = newRow();
    const both = [...eventColumns, "enrollmentStartDate", "enrollmentEndDate"];
    const enrollment = { enrollmentStartDate: "2026-05-01T00:00:00Z", enrollmentEndDate: "2026-06-01T00:00:00Z" };
    await bulkhead.import(csv(both, [{ row, ...enrollment } as { row: number }]));
    const onlyStart = [...eventColumns, "enrollmentStartDate"];
    const job = await bulkhead.import(
      csv(onlyStart, [{ row, enrollmentStartDate: "2026-07-01T00:00:00Z" } as { row: number }]),
    );
    expect(await invalidRows(job)).toMatchObject([{ line: 2, codes: ["END_BEFORE_START"] }]);
    expect(await stored(row)).toMatchObject({ enrollmentStartDate: new Date("2026-05-01T00:00:00Z") });
  });

  test("a row that another importer delivered changes hands, with a warning", async () => {
    const row = newRow();
    await bulkhead.import(csv(eventColumns, [{ row }]), { importerId: "sap" });
    const job = await bulkhead.import(csv(eventColumns, [{ row }]), { importerId: "moodle" });
    expect(job).toMatchObject({ state: "complete", counts: { updated: 1 }, issuesByCode: { OWNER_CHANGED: 1 } });
    expect(await stored(row)).toMatchObject({ importerId: "moodle" });
  });
});

describe("duplicates", () => {
  test("of one key the first by line stands, valid or not, and later ones name its line", async () => {
    const [a, b] = [newRow(), newRow()];
    const job = await bulkhead.import(
      csv(eventColumns, [
        { row: a, title: "" },
        { row: b },
        { row: a },
        { row: b, city: "second" },
        { row: b, title: "" },
      ]),
    );
    expect(await invalidRows(job)).toMatchObject([
      { line: 2, codes: ["REQUIRED"] },
      { line: 4, codes: ["DUPLICATE_KEY"], message: expect.stringContaining("line 2") },
      { line: 5, codes: ["DUPLICATE_KEY"], message: expect.stringContaining("line 3") },
      { line: 6, codes: ["REQUIRED", "DUPLICATE_KEY"] },
    ]);
    expect(await stored(a)).toBeUndefined();
    expect(await stored(b)).toMatchObject({ city: eventCells(b).city });
  });
});

describe("slugs", () => {
  test("one is made from the title and the id at creation, and then fixed", async () => {
    const row = newRow();
    await bulkhead.import(csv(withSlug, [{ row, title: "Größe zählt" }]));
    const slug = (await stored(row))?.slug;
    expect(slug).toMatch(/^groesse-zaehlt-[a-z2-7]{10}$/);
    await bulkhead.import(csv(withSlug, [{ row, title: "Another title" }]));
    expect(await stored(row)).toMatchObject({ slug, title: "Another title" });
  });

  test("two rows of one file may swap theirs", async () => {
    const [a, b] = [newRow(), newRow()];
    await bulkhead.import(
      csv(withSlug, [
        { row: a, slug: "swap-a" },
        { row: b, slug: "swap-b" },
      ]),
    );
    const job = await bulkhead.import(
      csv(withSlug, [
        { row: a, slug: "swap-b" },
        { row: b, slug: "swap-a" },
      ]),
    );
    expect(job).toMatchObject({ state: "complete", counts: { updated: 2 } });
    expect(await stored(a)).toMatchObject({ slug: "swap-b" });
  });

  test("a row that keeps its slug stands against an earlier line that wants it", async () => {
    const [owner, other] = [newRow(), newRow()];
    await bulkhead.import(csv(withSlug, [{ row: owner, slug: "owned" }]));
    const file = csv(withSlug, [
      { row: other, slug: "owned" },
      { row: owner, slug: "owned", city: "Linz" },
    ]);
    const job = await bulkhead.import(file);
    expect(await invalidRows(job)).toMatchObject([
      { line: 2, codes: ["DUPLICATE_SLUG"], message: expect.stringContaining("line 3") },
    ]);
    expect(await stored(owner)).toMatchObject({ city: "Linz" });
  });

  test("a slug that a stored row keeps, or an earlier line takes, is refused, and refusals cascade", async () => {
    const [kept, a, b, c, d] = [newRow(), newRow(), newRow(), newRow(), newRow()];
    await bulkhead.import(
      csv(withSlug, [
        { row: kept, slug: "kept" },
        { row: a, slug: "slug-a" },
        { row: b, slug: "slug-b" },
      ]),
    );
    const job = await bulkhead.import(
      csv(withSlug, [
        { row: a, slug: "kept" }, // taken by a stored row: stays slug-a
        { row: b, slug: "slug-a" }, // so this is not free after all
        { row: c, slug: "slug-b" }, // nor is this
        { row: d, slug: "free" },
      ]),
    );
    expect((await invalidRows(job)).map(({ line, codes }) => [line, codes])).toEqual([
      [2, ["DUPLICATE_SLUG"]],
      [3, ["DUPLICATE_SLUG"]],
      [4, ["DUPLICATE_SLUG"]],
    ]);
    expect(await stored(d)).toMatchObject({ slug: "free" });
  });
});

describe("references", () => {
  test("a session needs a stored group of its kind and of its tenant", async () => {
    const [known, foreign] = [newRow(), newRow()];
    await bulkhead.import(csv(eventColumns, [{ row: known }]));
    await bulkhead.import(csv(eventColumns, [{ row: foreign }]), {}, await bulkhead.addKey("import", "elsewhere"));
    const session = (id: string, group: string) => ({ row: newRow(), id, courseGroupId: group }) as { row: number };
    const file = csv(
      ["courseGroupId", ...eventColumns],
      [session("s-1", eventId(known)), session("s-2", "nobody"), session("s-3", eventId(foreign))],
    );
    const job = await bulkhead.import(file, { entity: "inPersonEvent" });
    expect(job).toMatchObject({ counts: { valid: 1, invalid: 2, created: 1 }, issuesByCode: { MISSING_REFERENCE: 2 } });
    expect(await invalidRows(job)).toMatchObject([{ line: 3 }, { line: 4 }]);
  });
});

describe("a dry run", () => {
  test("tells what would happen to every row, and stores nothing", async () => {
    const [a, b, c] = [newRow(), newRow(), newRow()];
    await bulkhead.import(csv(eventColumns, [{ row: a }, { row: b }]));
    const before = [await stored(a), await stored(b)];
    const file = csv(eventColumns, [{ row: a }, { row: b, city: "Linz" }, { row: c }, { row: newRow(), title: "" }]);
    const job = await bulkhead.import(file, { dryRun: true });
    expect(job).toMatchObject({
      state: "complete_with_rejects",
      dryRun: true,
      counts: { valid: 3, invalid: 1, created: 1, updated: 1, unchanged: 1 },
    });
    expect([await stored(a), await stored(b)]).toEqual(before);
    expect(await stored(c)).toBeUndefined();
  });
});

describe("the plan of a dry run", () => {
  test("shows what would change about the first rows, secrets masked and long values cut", async () => {
    const [a, b] = [newRow(), newRow()];
    await bulkhead.import(csv(eventColumns, [{ row: a, tags: "x;y" }, { row: b }]), { importerId: "erp" });
    const change = {
      city: "Linz",
      tags: "",
      startDate: "2026-05-01T09:00:00+02:00",
      attendeeInfo: "long ".repeat(100),
    };
    const file = csv(eventColumns, [{ row: a, ...change }, { row: b }]);
    const job = await bulkhead.import(file, { importerId: "erp", dryRun: true });
    const was = eventCells(a);
    expect(job.plan).toEqual({
      updated: [
        {
          id: eventId(a),
          differences: [
            { field: "tags", stored: ["x", "y"], imported: null },
            { field: "startDate", stored: was.startDate, imported: "2026-05-01T07:00:00.000Z" },
            { field: "city", stored: was.city, imported: "Linz" },
            { field: "attendeeInfo", stored: was.attendeeInfo || null, imported: "long ".repeat(40) },
          ],
        },
      ],
    });
    const listed = await bulkhead.call<{ items: JobResource[] }>("GET", "/api/jobs?limit=1");
    expect(listed.body.items).toMatchObject([{ id: job.id, plan: null }]);
    const owner = await bulkhead.import(csv(eventColumns, [{ row: b }]), { importerId: "crm", dryRun: true });
    expect(owner.plan?.updated[0]?.differences).toEqual([{ field: "importerId", stored: "erp", imported: "crm" }]);
  });

  test("never shows a password", async () => {
    const users = (password: string) => `id,firstName,lastName,passwordOrHash\nu1,Ada,L,${password}\n`;
    await bulkhead.import(users("first secret"), { entity: "user" });
    const job = await bulkhead.import(users("second secret"), { entity: "user", dryRun: true });
    expect(job.plan?.updated).toEqual([
      { id: "u1", differences: [{ field: "passwordOrHash", stored: "***", imported: "***" }] },
    ]);
  });
});

describe("rows of a job", () => {
  test("are paged by outcome, code and column, in the order of the file", async () => {
    const base = used;
    used += 600;
    const change = (_: EventCells, row: number) => ({
      id: eventId(base + row),
      ...(row % 3 === 0 ? { country: "Nowhere" } : row % 50 === 1 ? { startDate: "soon" } : {}),
    });
    const job = await bulkhead.import(eventCsv({ rows: 600, change }), { dryRun: true });
    const lines = async (query: string) => {
      const found: number[] = [];
      for (let cursor = ""; ; ) {
        const page = await bulkhead.call<{ items: { line: number }[]; nextCursor: string | null }>(
          "GET",
          `${job.links.rows}?limit=37&${query}${cursor}`,
        );
        found.push(...page.body.items.map(({ line }) => line));
        if (page.body.nextCursor === null) return found;
        cursor = `&cursor=${page.body.nextCursor}`;
      }
    };
    const [valid, invalid, dates] = [
      await lines("outcome=valid"),
      await lines("outcome=invalid"),
      await lines("code=INVALID_DATE"),
    ];
    expect(valid.length).toBe(job.counts.valid);
    expect(invalid.length).toBe(job.counts.invalid);
    expect(dates.length).toBe(job.issuesByCode.INVALID_DATE);
    expect(await lines("column=country")).toHaveLength(job.issuesByCode.INVALID_COUNTRY ?? 0);
    for (const list of [valid, invalid, dates]) expect(list).toEqual([...new Set(list)].sort((a, b) => a - b));
    expect(valid.filter((line) => invalid.includes(line))).toEqual([]);
  });
});

test("an upload to the same path after POST changes nothing for the job", async () => {
  const row = newRow();
  await bulkhead.upload("moving.csv", csv(eventColumns, [{ row, city: "First" }]));
  const started = await bulkhead.call<JobResource>("POST", "/api/imports", {
    json: { entity: "courseGroupInPersonEvent", asset: "moving.csv" },
  });
  await bulkhead.upload("moving.csv", csv(eventColumns, [{ row, city: "Second" }]));
  await bulkhead.call("DELETE", "/api/assets/moving.csv");
  expect(await bulkhead.jobEnd(started.body.id)).toMatchObject({ state: "complete" });
  expect(await stored(row)).toMatchObject({ city: "First" });
});

test("twenty imports posted at once all complete, and none is mixed up with another", async () => {
  const base = used;
  used += 20_000;
  const jobs = await Promise.all(
    Array.from({ length: 20 }, (_, n) => {
      const change = (_cells: EventCells, row: number) => ({
        id: eventId(base + n * 1_000 + row),
        room: `import ${n}`,
        ...(row <= n ? { title: "" } : {}),
      });
      return bulkhead.import(eventCsv({ rows: 1_000, change }));
    }),
  );
  for (const [n, job] of jobs.entries()) {
    expect(job.counts).toMatchObject({ valid: 1_000 - n, invalid: n, created: 1_000 - n });
    const { count } = await bulkhead.deps.db.query
      .selectFrom("courseGroupInPersonEvent")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("jobId", "=", job.id)
      .where("room", "=", `import ${n}`)
      .executeTakeFirstOrThrow();
    expect(count).toBe(1_000 - n);
  }
});

test("imports of the same new keys at once each write every row, and the last one's rows stand", async () => {
  const base = used;
  used += 1_500;
  for (let round = 0; round < 4; round++) {
    const jobs = await Promise.all(
      Array.from({ length: 8 }, (_, n) => {
        const change = (_cells: EventCells, row: number) => ({
          id: eventId(base + row) + round,
          title: `round ${round}, import ${n}, ${row}`,
        });
        return bulkhead.import(eventCsv({ rows: 1_500, change }));
      }),
    );
    for (const { counts } of jobs) expect(counts).toMatchObject({ valid: 1_500, unchanged: 0 });
    expect(jobs.reduce((sum, { counts }) => sum + counts.created, 0)).toBe(1_500);
  }
});

test("a dry run is not disturbed by the starter's check of its job", async () => {
  const slow = bulkhead.import(eventCsv({ rows: 3_000 }), { dryRun: true });
  for (let n = 0; n < 20; n++) {
    await bulkhead.deps.db.query
      .updateTable("jobCheck")
      .set({ checkedAt: new Date(0) })
      .execute();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await slow).toMatchObject({ state: "complete", dryRun: true });
});

test("no table of an import is left when imports have ended", async () => {
  const { rows } = await sql`select from pg_class where relnamespace = 'staging'::regnamespace`.execute(
    bulkhead.deps.db.query,
  );
  expect(rows).toEqual([]);
});
