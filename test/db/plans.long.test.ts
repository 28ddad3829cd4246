import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "../../src/db/migrate.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type PlanWatch, watchPlans } from "../support/plans.js";

/** How many rows are few enough to be gone through one by one is another number for each statement: these are many. */
const rows = 4_000;
/** A group, its course and its students: more subjects of the global validation than are looked up one by one. */
const manyRows = 8_000;
/** A step of a plan may go through all rows that there are, and again for each rule, but not for each row. */
const most = 100 * rows;

interface Cells {
  readonly [column: string]: string;
}

/** The row number `n` of each entity, from an importer; `changed` differs in its text. */
const entities: Readonly<Record<string, (n: number, importer: string, changed: boolean) => Cells>> = {
  organization: (n, importer, changed) => ({
    ...{ id: `o-${importer}-${n}`, name: `Faculty ${n}${changed ? " anew" : ""}` },
    parentId: n === 1 ? "" : `o-${importer}-${n >> 1}`,
  }),
  course: (n, importer, changed) => ({
    ...{ id: `c-${importer}-${n}`, name: `Course ${n}`, organizationId: `o-${importer}-${n}` },
    startDate: `2027-03-0${changed ? 2 : 1}T08:00:00Z`,
  }),
  group: (n, importer, changed) => ({
    ...{ id: `g-${importer}-${n}`, courseId: `c-${importer}-${n}`, name: `Group ${changed ? "B" : "A"}` },
    studentIds: `s-${importer}-${n};s-${importer}-${n + 1}`,
  }),
  courseGroupWebinar: (n, importer, changed) => session(`wg-${importer}-${n}`, n, importer, changed),
  webinar: (n, importer, changed) => ({
    ...session(`w-${importer}-${n}`, n, importer, changed),
    courseGroupId: `wg-${importer}-${n}`,
  }),
};

function session(id: string, n: number, importer: string, changed: boolean): Cells {
  return {
    ...{ id, title: `Course ${n} of ${importer}`, description: changed ? "Anew." : "" },
    ...{ startDate: "2027-03-01T08:00:00Z", endDate: "2027-03-01T09:00:00Z", timeZone: "Europe/Vienna" },
    meetingUrl: "https://meet.example/1",
  };
}

interface Changes {
  /** How many rows there are before some are left out. */
  readonly of?: number;
  readonly changed?: boolean;
  readonly without?: number;
  readonly padding?: number;
}

/**
 * A file in which every second row is another than before, and the first so many are missing; each row has a cell of so
 * many characters that is not imported.
 */
function csv(entity: string, importer: string, changes: Changes = {}): string {
  const { of = rows, changed = false, without = 0, padding = 0 } = changes;
  const cells = entities[entity] ?? expect.unreachable(`no rows of ${entity}`);
  const columns = Object.keys(cells(1, importer, false));
  const lines = Array.from({ length: of - without }, (_, index) => {
    const row = cells(of - index, importer, changed && index % 2 === 0);
    return [...columns.map((column) => row[column]), "-".repeat(padding)].join(",");
  });
  return `${[[...columns, "note"].join(","), ...lines].join("\n")}\n`;
}

interface Arranged {
  readonly bulkhead: TestBulkhead;
  readonly admin: pg.Client;
}

async function fill({ bulkhead }: Arranged, importer: string, key = bulkhead.key): Promise<void> {
  for (const entity of Object.keys(entities))
    expect((await bulkhead.import(csv(entity, importer), { entity, importerId: importer }, key)).counts.created).toBe(
      rows,
    );
}

/** What the planner knows of the rows, and how it comes to know that little. */
const statistics: Readonly<Record<string, (arranged: Arranged) => Promise<unknown>>> = {
  "that are absent, as in a dump that was restored": async ({ admin, bulkhead }) => {
    await admin.query(`
      delete from pg_statistic where starelid in (
        select oid from pg_class where relnamespace in ('public'::regnamespace, 'staging'::regnamespace));
      update pg_class set reltuples = -1, relpages = 0 where relnamespace = 'public'::regnamespace and relkind = 'r'`);
    await migrate(bulkhead.env.DATABASE_URL ?? "");
  },
  "of empty tables": ({ admin }) => admin.query("analyze"),
  "of the time before the importer": async (arranged) => {
    await fill(arranged, "older");
    await arranged.admin.query("analyze");
  },
  "of the time before the tenant": async (arranged) => {
    await fill(arranged, "older", await arranged.bulkhead.addKey("import", "older"));
    await arranged.admin.query("analyze");
  },
};

describe.each(Object.entries(statistics))("with statistics %s", (_, arrange) => {
  let arranged: Arranged;
  let plans: PlanWatch;

  beforeAll(async () => {
    const guard = { BULKHEAD_MAX_DELETED_PERCENT: "100", BULKHEAD_MAX_DELETED_ROWS: String(rows) };
    const bulkhead = await TestBulkhead.start(guard);
    const admin = new pg.Client({ connectionString: bulkhead.env.DATABASE_URL });
    admin.on("error", () => undefined);
    await admin.connect();
    arranged = { bulkhead, admin };
    await admin.query(`do $$ declare name text; begin
      for name in select oid::regclass from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' loop
        execute format('alter table %s set (autovacuum_enabled = off)', name);
      end loop; end $$`);
    await arrange(arranged);
    await admin.end();
    plans = await watchPlans(bulkhead.env.DATABASE_URL ?? "");
  });
  afterAll(() => arranged?.bulkhead.stop());

  const files = Object.keys(entities).flatMap((entity) => [
    { entity, size: "small", padding: 0 },
    { entity, size: "large", padding: 300 },
    ...(entity === "courseGroupWebinar" ? [{ entity, size: "UTF-16", padding: 300 }] : []),
  ]);

  test.each(files)(
    "no import of a $size file of $entity, and no undo, goes through all rows for each of many",
    async ({ entity, size, padding }) => {
      const { bulkhead } = arranged;
      const heavy: unknown[] = [];
      async function watched<T>(name: string, run: () => Promise<T>): Promise<T> {
        const result = await run();
        for (const step of await plans.heavySteps(most)) heavy.push({ during: name, ...step });
        return result;
      }
      // A file in UTF-16 has no index: each of its rows is staged.
      const encoded = (text: string) => (size === "UTF-16" ? Buffer.from(`\ufeff${text}`, "utf16le") : text);
      const imported = (changes: Changes, options: object) =>
        bulkhead.import(encoded(csv(entity, size, { ...changes, padding })), { entity, importerId: size, ...options });

      const first = await watched("a first import", () => imported({}, {}));
      expect(first.counts).toMatchObject({ created: rows, invalid: 0 });
      const same = await watched("the same file", () => imported({}, {}));
      expect(same.counts).toMatchObject({ unchanged: rows });
      const changed = await watched("a changed file", () => imported({ changed: true }, {}));
      expect(changed.counts).toMatchObject({ updated: rows / 2 });
      const without = rows / 4;
      const dry = await watched("a dry run", () => imported({ without }, { mode: "snapshot", dryRun: true }));
      expect(dry.counts).toMatchObject({ deleted: without });
      await watched("the findings of a dry run", async () => {
        expect((await bulkhead.call("GET", `/api/jobs/${dry.id}/integrity?limit=1000`)).status).toBe(200);
      });
      const left = await watched("a snapshot", () => imported({ without }, { mode: "snapshot" }));
      expect(left.counts).toMatchObject({ deleted: without });
      await watched("an undo", async () => {
        expect((await bulkhead.call("POST", `/api/jobs/${left.id}/undo`)).status).toBeLessThan(300);
        const undo = async () => (await bulkhead.call<JobResource>("GET", `/api/jobs/${left.id}`)).body.undo;
        await expect.poll(async () => (await undo())?.counts?.recreated).toBe(without);
      });
      expect(heavy).toEqual([]);
    },
  );

  test("no import, and no dry run, of more rows than are looked up one by one does so", async () => {
    const { bulkhead } = arranged;
    const imported = (entity: string, changed: boolean, options: object = {}) =>
      bulkhead.import(csv(entity, "many", { of: manyRows, changed }), { entity, importerId: "many", ...options });
    for (const entity of ["course", "group"])
      expect((await imported(entity, false)).counts).toMatchObject({ created: manyRows });
    for (const dryRun of [true, false])
      expect((await imported("group", true, { dryRun })).counts).toMatchObject({ updated: manyRows / 2 });
    expect(await plans.heavySteps(most)).toEqual([]);
  });
});
