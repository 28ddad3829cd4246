import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type EventCells, eventCells, eventColumns, quoted } from "../support/event-file.js";

/**
 * A large file has an index: rows are sorted out before they are read, and new ones are written from their bytes. A
 * small file has none: each row is staged. Both have to mean the same.
 */

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

/** A column that no entity has makes a file of few rows a large one. */
const padding = "x".repeat(60_000);
const groups = "courseGroupInPersonEvent";
const sessions = "inPersonEvent";

interface Row {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly country: string;
  readonly group: string;
  readonly startDate: string;
}

interface Delivery {
  readonly entity: typeof groups | typeof sessions;
  readonly importerId: string;
  readonly mode: "upsert" | "create" | "update" | "snapshot";
  readonly onInvalid: "skip" | "abort";
  readonly dryRun: boolean;
  readonly leftOut: readonly string[];
  readonly rows: readonly Row[];
}

const id = fc.integer({ min: 1, max: 12 }).map((n) => `id-${n}`);
const row: fc.Arbitrary<Row> = fc.record({
  id: fc.oneof(
    { weight: 12, arbitrary: id },
    { weight: 1, arbitrary: fc.constantFrom("", ' id-"1"', "id-1 ", "ü".repeat(200), "i".repeat(256)) },
  ),
  slug: fc.constantFrom("", "", "", "one", "two", "three", "not a slug!"),
  title: fc.constantFrom("Ethics", "Ethics", "Ethics", 'Say "hi"', "First aid", " "),
  country: fc.constantFrom("AT", "AT", "AT", "AT", "DE", "XX"),
  group: id,
  // With more digits than milliseconds have, a row is valid and not plain.
  startDate: fc.constantFrom("2027-01-05T08:00:00.000Z", "2027-01-05T08:00:00.000Z", "2027-01-05T08:00:00.123456Z"),
});
const delivery: fc.Arbitrary<Delivery> = fc.record({
  entity: fc.constantFrom(groups, groups, sessions),
  importerId: fc.constantFrom("erp", "erp", "crm"),
  mode: fc.constantFrom("upsert", "upsert", "create", "update", "snapshot"),
  onInvalid: fc.constantFrom("skip", "skip", "skip", "abort"),
  dryRun: fc.constantFrom(false, false, false, true),
  leftOut: fc.subarray(["slug", "country", "tags", "status"]),
  // At least twenty rows make the padded file a large one. In some files no id stands twice, and in some they ascend.
  rows: fc.oneof(
    fc.array(row, { minLength: 20, maxLength: 30 }),
    fc.array(row, { minLength: 20, maxLength: 30 }).map((rows) => rows.map((one, n) => ({ ...one, id: `id-${n}` }))),
    fc
      .tuple(fc.array(row, { minLength: 20, maxLength: 30 }), fc.constantFrom("id", "jd"))
      .map(([rows, prefix]) => rows.map((one, n) => ({ ...one, id: `${prefix}-${100 + n}` }))),
  ),
});

function csv({ entity, rows, leftOut }: Delivery, isPadded: boolean): string {
  const own = [...eventColumns, "slug", ...(entity === sessions ? ["courseGroupId"] : [])];
  const columns = [...own.filter((name) => !leftOut.includes(name)), "padding"];
  const lines = rows.map(({ group, ...change }) => {
    const cells: Partial<EventCells> = eventCells(1);
    const all: Record<string, string> = { ...cells, ...change, courseGroupId: group, padding: isPadded ? padding : "" };
    return columns.map((name) => quoted(all[name] ?? "")).join(",");
  });
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

/** Imports a delivery for a tenant, and gives what the job says of it. */
async function deliver(delivery: Delivery, tenant: Tenant, isPadded: boolean): Promise<unknown> {
  const { key } = tenant;
  const asset = `${randomUUID()}.csv`;
  const content = csv(delivery, isPadded);
  expect(content.length > 1 << 20).toBe(isPadded);
  await bulkhead.upload(asset, content, key);
  const { entity, mode, onInvalid, dryRun, importerId } = delivery;
  const json = { entity, asset, mode, onInvalid, dryRun, importerId };
  const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", { key, json });
  let asked: unknown = null;
  const settled = () => bulkhead.job(body.id, key);
  await expect
    .poll(async () => {
      const job = await settled();
      if (job.state === "awaiting_approval") {
        asked ??= { counts: job.counts, reasons: job.approval?.reasons, plan: job.plan };
        await bulkhead.call("POST", `/api/jobs/${job.id}/approve`, { key });
      }
      return job.finishedAt;
    })
    .not.toBeNull();
  const job = await settled();
  const { state, counts, error, plan, globalValidation } = job;
  // Values that were taken without white space are counted in the rows that were read, which depend on the index.
  const { LEFT_OUT: _, ...issuesByCode } = job.issuesByCode;
  return {
    ...{ asked, state, counts, issuesByCode, error: error?.code, plan, globalValidation },
    invalid: await rowsOf(body.id, "invalid", key),
    deleted: await rowsOf(body.id, "deleted", key),
  };
}

async function rowsOf(jobId: string, outcome: string, key: string): Promise<unknown[]> {
  const { body } = await bulkhead.call<{ items: { line: number; issues: object[]; record: { id?: string } }[] }>(
    "GET",
    `/api/jobs/${jobId}/rows?outcome=${outcome}&limit=1000`,
    { key },
  );
  return body.items.map(({ line, issues, record }) => [line, issues, record.id]);
}

interface Tenant {
  readonly id: string;
  readonly key: string;
}

async function newTenant(): Promise<Tenant> {
  const tenantId = `t-${randomUUID()}`;
  return { id: tenantId, key: await bulkhead.addKey("admin", tenantId) };
}

async function stored({ id: tenantId }: Tenant): Promise<unknown[]> {
  const tables = ["courseGroupInPersonEvent", "inPersonEvent"].map(async (name) => {
    const { rows } = await sql`
      select to_jsonb(stored) - array['tenant_id', 'job_id', 'created_at', 'updated_at', 'source_hash'] as row
      from ${sql.table(name)} as stored where tenant_id = ${tenantId} order by id`.execute(bulkhead.deps.db.query);
    return rows;
  });
  return (await Promise.all(tables)).flat();
}

test("a sequence of files has the same outcome, reports and rows, whether they are read with an index or without", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(delivery, { minLength: 2, maxLength: 6 }), async (deliveries) => {
      const [large, small] = [await newTenant(), await newTenant()];
      for (const next of deliveries) {
        const [one, other] = await Promise.all([deliver(next, large, true), deliver(next, small, false)]);
        expect(one).toEqual(other);
        expect(await stored(large)).toEqual(await stored(small));
      }
    }),
    { numRuns: 25, endOnFailure: true },
  );
}, 600_000);
