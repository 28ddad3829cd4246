import { createHash, createHmac, randomBytes } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/db/database.js";
import { lockFindings } from "../../src/db/integrity/findings.js";
import { entityState } from "../../src/db/rows/entity-version.js";
import { eraseRows } from "../../src/db/rows/erase-subject.js";
import { missedErasure } from "../../src/db/rows/erased-subjects.js";
import { entities } from "../../src/domain/entities/index.js";
import { cloneDatabase } from "../support/database.js";
import { lockWaitOf } from "../support/hold.js";

let db: Database;
beforeAll(async () => {
  db = openDatabase({ url: await cloneDatabase(), maxConnections: 4, onLostConnection: () => undefined });
});
afterAll(() => db.close());

const job = "00000000-0000-4000-8000-000000000000";
const subject = { tenantId: "t", entity: entities.organization, id: "o1" };
const keys = [randomBytes(32), randomBytes(32)];
const erase = (id = subject.id) =>
  db.transaction({ name: "erase" }, ({ trx }) => eraseRows(trx, { ...subject, id }, keys));

async function waitingErasures(): Promise<number | undefined> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and application_name = 'erase' and wait_event_type = 'Lock'`.execute(db.query);
  return rows[0]?.count;
}

test("a row that an import commits while an erasure waits for it is erased as well", async () => {
  let erasing: ReturnType<typeof erase> | null = null;
  await db.transaction({ name: "import" }, async ({ trx }) => {
    await sql`
      insert into organization (tenant_id, id, name, importer_id, job_id) values ('t', 'o1', 'n', 'i', ${job}::uuid)`.execute(
      trx,
    );
    await lockFindings(trx, "t");
    erasing = erase();
    await lockWaitOf(db.query, "erase");
  });
  expect(await erasing).toMatchObject({ rows: 1 });
  expect(await db.query.selectFrom("organization").selectAll().execute()).toEqual([]);
});

test("an import that is accepted while an erasure waits for a row was accepted before it", async () => {
  await sql`
    insert into organization (tenant_id, id, name, importer_id, job_id)
    values ('t', 'o2', 'n', 'i', ${job}::uuid)`.execute(db.query);
  let erasing: ReturnType<typeof erase> | null = null;
  const accepted = await db.transaction({ name: "import" }, async ({ trx }) => {
    await sql`select from organization where id = 'o2' for update`.execute(trx);
    erasing = erase("o2");
    await expect.poll(waitingErasures, { timeout: 20_000 }).toBe(1);
    return (await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db.query)).rows[0]?.at ?? new Date(0);
  });
  expect(await erasing).toMatchObject({ rows: 1 });
  const rowsOf = { tenantId: "t", entity: entities.organization };
  expect((await entityState(db.query, rowsOf, { since: accepted })).erased).not.toEqual([]);
});

test("an import that had decided before an erasure sees, once it holds the lock, that it has to decide again", async () => {
  const context = {
    id: job,
    tenantId: "t",
    importerId: "i",
    entity: entities.organization,
    dryRun: false,
    columns: new Set(["id"]),
    staging: "staged_organization",
  };
  const accepted = new Date(Date.now() - 1_000);
  await sql`
    insert into organization (tenant_id, id, name, importer_id, job_id) values ('t', 'o1', 'n', 'i', ${job}::uuid)`.execute(
    db.query,
  );
  await sql`
    insert into staged_organization (line, byte_start, byte_length, valid, id)
    values (1, 0, 0, true, 'o1')`.execute(db.query);
  const missed = () =>
    db.transaction({ name: "apply" }, ({ trx }) => missedErasure(trx, context, { acceptedAt: accepted, keys }));
  await sql`delete from erased_subject`.execute(db.query);
  expect(await missed()).toBe(false);
  // Under either key, and without one, as processes of an earlier version remember it.
  const hmac = (key: Buffer) => createHmac("sha256", key).update("o1").digest("hex");
  for (const hash of [...keys.map(hmac), createHash("sha256").update("o1").digest("hex")]) {
    await sql`delete from erased_subject`.execute(db.query);
    await sql`
      insert into erased_subject (tenant_id, entity, id_hash) values ('t', 'organization', ${hash})`.execute(db.query);
    expect(await missed()).toBe(true);
  }
  await sql`update erased_subject set erased_at = now() - interval '1 hour'`.execute(db.query);
  expect(await missed()).toBe(false);
  await sql`delete from organization`.execute(db.query);
  expect(await missed()).toBe(true);
});

test("an erased id is remembered by its HMAC under each key, and not by a hash that can be tried", async () => {
  await sql`delete from erased_subject`.execute(db.query);
  await erase("ädä");
  const hashes = (await db.query.selectFrom("erasedSubject").select("idHash").execute()).map(({ idHash }) => idHash);
  expect(hashes.sort()).toEqual(keys.map((key) => createHmac("sha256", key).update("ädä").digest("hex")).sort());
});
