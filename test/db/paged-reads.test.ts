import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase, type Query } from "../../src/db/database.js";
import { listFindings } from "../../src/db/integrity/list-findings.js";
import { insertJob } from "../../src/db/jobs/jobs.js";
import { listReportedRows, mostReportsRead } from "../../src/db/reports/row-reports.js";
import { listDeletedRows } from "../../src/db/reports/stored-rows.js";
import { entities } from "../../src/domain/entities/index.js";
import { defaultOptions } from "../../src/domain/import-options.js";
import { cloneDatabase } from "../support/database.js";

const jobId = "00000000-0000-4000-8000-000000000001";
const many = 120_000;

let db: Database;
beforeAll(async () => {
  db = openDatabase({ url: await cloneDatabase(), maxConnections: 4, onLostConnection: () => undefined });
  const asked = { ...defaultOptions, mapping: null };
  const asset = { assetPath: "a", assetSha256: "", assetSize: 1, assetContentType: "text/csv", body: "asset" } as const;
  const who = { tenantId: "default", requestedBy: "key", importerId: "erp", entity: "course" };
  const unkeyed = { fingerprint: "", idempotencyKey: null, workflowId: "none", traceparent: null };
  await db.transaction({ name: "fill" }, async ({ trx }) => {
    await insertJob(trx, { id: jobId, ...who, ...asked, ...asset, ...unkeyed }, "admitted");
    const issues = (code: string) => JSON.stringify([{ line: 1, code, column: "name" }]);
    await sql`
      insert into row_report (job_id, line, byte_start, byte_length, outcome, issues)
      select ${jobId}, n, n, 1, case when n > ${many} then 'invalid' else 'valid' end,
        case when n > ${many} then ${issues("REQUIRED")}::jsonb else ${issues("OWNER_CHANGED")}::jsonb end
      from generate_series(1, ${many + 10}) as n`.execute(trx);
    await sql`
      insert into before_course (tenant_id, id, changed_by, change)
      select 'default', lpad(n::text, 9, '0'), ${jobId}, case when n > ${many} then 'deleted' else 'updated' end
      from generate_series(1, ${many + 10}) as n`.execute(trx);
    await sql`
      insert into integrity_issue (tenant_id, entity, code, field, id, target_entity, target_id, since_version)
      select 'default', 'course', 'NO_LECTURER', 'lecturerIds', 'c' || n, 'user', '', 1
      from generate_series(1, ${many}) as n`.execute(trx);
  });
  await sql`analyze row_report, before_course, integrity_issue`.execute(db.query);
});
afterAll(() => db.close());

/** How many rows of a table a connection went through. */
async function rowsRead(query: Query, table: string): Promise<number> {
  const { rows } = await sql<{ read: number }>`
    select (seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as read from pg_stat_xact_user_tables
    where relname = ${table}`.execute(query);
  return rows[0]?.read ?? 0;
}

/** What a read gives, and how many rows of a table it went through. */
async function readFrom<T>(table: string, read: (db: Query) => Promise<T>) {
  return db.transaction({ name: "read" }, async ({ trx }) => {
    // What parallel workers go through is counted elsewhere.
    await sql`set local max_parallel_workers_per_gather = 0`.execute(trx);
    const before = await rowsRead(trx, table);
    const page = await read(trx);
    return { page, read: (await rowsRead(trx, table)) - before };
  });
}

const page = { jobId, afterLine: 0, limit: 50 };

test("the first invalid rows of a job are found without its valid ones that have warnings", async () => {
  const found = await readFrom("row_report", (query) => listReportedRows(query, { ...page, outcome: "invalid" }));
  expect(found.page.reports.map(({ line }) => line)).toEqual(Array.from({ length: 10 }, (_, no) => many + 1 + no));
  expect(found).toMatchObject({ page: { nextLine: null }, read: 10 });
});

test("rows with an issue are looked for in so many reports at a time, and the next page goes on behind them", async () => {
  const filter = { ...page, outcome: "invalid", code: "DUPLICATE_KEY" } as const;
  expect(await readFrom("row_report", (query) => listReportedRows(query, filter))).toEqual({
    page: { reports: [], nextLine: null },
    read: 10,
  });
  const lines: (number | null)[] = [];
  for (let afterLine: number | null = 0; afterLine !== null; ) {
    const after: number = afterLine;
    const valid = { ...page, afterLine: after, outcome: "valid", code: "REQUIRED" } as const;
    const { page: found, read } = await readFrom("row_report", (query) => listReportedRows(query, valid));
    expect(found.reports).toEqual([]);
    expect(read).toBeLessThanOrEqual(mostReportsRead);
    afterLine = found.nextLine;
    lines.push(afterLine);
  }
  expect(lines).toEqual([mostReportsRead, 2 * mostReportsRead, null]);
});

test("the rows that a job deleted are found without those that it updated", async () => {
  const asked = { jobId, tenantId: "default", entity: entities.course, afterId: "", limit: 50 };
  const { page: found, read } = await readFrom("before_course", (query) => listDeletedRows(query, asked));
  expect([found.length, read]).toEqual([10, 10]);
});

test("a page of findings is read without the findings behind it", async () => {
  const of = { tenantId: "default", version: 1, previewOf: null };
  const { page: found, read } = await readFrom("integrity_issue", (query) =>
    listFindings(query, of, { after: null, limit: 50 }),
  );
  expect(found).toHaveLength(50);
  const last = found.at(-1) ?? expect.unreachable("a full page");
  const next = await readFrom("integrity_issue", (query) => listFindings(query, of, { after: last, limit: 50 }));
  expect(new Set([...found, ...next.page].map(({ id }) => id)).size).toBe(100);
  expect(read).toBeLessThanOrEqual(100);
});
