import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/db/database.js";
import { lockFindings, rebuildFindings, refreshFindings } from "../../src/db/integrity/findings.js";
import { prepareValidation } from "../../src/db/integrity/subjects.js";
import { entities } from "../../src/domain/entities/index.js";
import { cloneDatabase } from "../support/database.js";

let db: Database;
beforeAll(async () => {
  db = openDatabase({ url: await cloneDatabase(), maxConnections: 2, onLostConnection: () => undefined });
});
afterAll(() => db.close());

const owned = sql`importer_id, job_id`;
const owner = sql`'i', '00000000-0000-4000-8000-000000000000'::uuid`;

/** Stores organizations n = 1 … count under the parent that an expression of n names. */
async function storeOrganizations(tenantId: string, count: number, parent: string): Promise<void> {
  await sql`
    insert into organization (tenant_id, id, name, parent_id, ${owned})
    select ${tenantId}, 'o' || n, 'n', ${sql.raw(parent)}, ${owner} from generate_series(1, ${count}::integer) as n`.execute(
    db.query,
  );
}

/** The findings after these organizations were written. */
async function refresh(tenantId: string, touched: string) {
  return db.transaction({ name: "refresh" }, async ({ trx }) => {
    await prepareValidation(trx);
    await sql`insert into touched_row (id) select id from organization where tenant_id = ${tenantId} and ${sql.raw(touched)}`.execute(
      trx,
    );
    await lockFindings(trx, tenantId);
    return refreshFindings(trx, { tenantId, entity: entities.organization, arrived: null });
  });
}

test.each([
  ["a tree of 15,000", "tree", 15_000, "case when n > 1 then 'o' || (n + 3) / 5 end", "true", 0],
  ["a chain of 30,000, all written", "chain", 30_000, "'o' || (n - 1)", "true", 1],
  ["a chain of 30,000, its end written", "end", 30_000, "'o' || (n - 1)", "id = 'o30000'", 1],
  ["a cycle of 30,000", "cycle", 30_000, "'o' || (n % 30000 + 1)", "true", 30_000],
])(
  "cycles are found in %s in little time, and as a full validation finds them",
  async (_, tenantId, count, parent, touched, opened) => {
    await storeOrganizations(tenantId, count, parent);
    const changes = await refresh(tenantId, touched);
    // The beginning of a chain refers to no stored row.
    expect(changes.opened).toBe(opened);
    const full = await rebuildFindings(db, tenantId);
    expect([full.opened, full.closed]).toEqual([0, 0]);
  },
  60_000,
);

test("a way that ends is no cycle, however short it is", async () => {
  for (const count of [1, 2, 3, 4, 5, 8, 9]) {
    await storeOrganizations(`way-${count}`, count, "case when n > 1 then 'o' || (n - 1) end");
    expect(await refresh(`way-${count}`, "true")).toMatchObject({ opened: 0 });
  }
});

test("beyond the number that is looked up one by one, students of two groups are found all the same", async () => {
  const tenantId = "many";
  await sql`
    insert into "group" (tenant_id, id, course_id, name, student_ids, ${owned})
    select ${tenantId}, 'g' || n, 'c' || n / 2, 'n', array(select 's' || s from generate_series(n * 100, n * 100 + 149) as s), ${owner}
    from generate_series(1, 300) as n`.execute(db.query);
  const changes = await db.transaction({ name: "refresh" }, async ({ trx }) => {
    await prepareValidation(trx);
    await sql`insert into touched_row (id) select id from "group" where tenant_id = ${tenantId}`.execute(trx);
    await lockFindings(trx, tenantId);
    return refreshFindings(trx, { tenantId, entity: entities.group, arrived: null });
  });
  const twice = await sql<{ count: number }>`
    select count(*) as count from integrity_issue where tenant_id = ${tenantId} and code = 'SEVERAL_GROUPS'`.execute(
    db.query,
  );
  expect(twice.rows[0]?.count).toBe(150 * 50 - 50);
  expect(changes.opened).toBeGreaterThan(20_000);
  expect(await rebuildFindings(db, tenantId)).toMatchObject({ opened: 0, closed: 0 });
});
