import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/db/database.js";
import { eraseSubject } from "../../src/db/erase-subject.js";
import { missedErasure } from "../../src/db/erased-subjects.js";
import { lockFindings } from "../../src/db/integrity/findings.js";
import { entities } from "../../src/domain/entities/index.js";
import { cloneDatabase } from "../support/database.js";

let db: Database;
beforeAll(async () => {
  db = openDatabase({ url: await cloneDatabase(), maxConnections: 4, onLostConnection: () => undefined });
});
afterAll(() => db.close());

const job = "00000000-0000-4000-8000-000000000000";
const subject = { tenantId: "t", entity: entities.organization, id: "o1" };
const erase = () => db.transaction({ name: "erase" }, ({ trx }) => eraseSubject(trx, subject));

test("a row that an import commits while an erasure waits for it is erased as well", async () => {
  let erasing: ReturnType<typeof erase> | null = null;
  await db.transaction({ name: "import" }, async ({ trx }) => {
    await sql`
      insert into organization (tenant_id, id, name, importer_id, job_id) values ('t', 'o1', 'n', 'i', ${job}::uuid)`.execute(
      trx,
    );
    await lockFindings(trx, "t");
    erasing = erase();
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  expect(await erasing).toMatchObject({ rows: 1 });
  expect(await db.query.selectFrom("organization").selectAll().execute()).toEqual([]);
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
  const missed = () => db.transaction({ name: "apply" }, ({ trx }) => missedErasure(trx, context, accepted));
  await sql`delete from erased_subject`.execute(db.query);
  expect(await missed()).toBe(false);
  await sql`
    insert into erased_subject (tenant_id, entity, id_hash)
    values ('t', 'organization', encode(sha256('o1'), 'hex'))`.execute(db.query);
  expect(await missed()).toBe(true);
  await sql`update erased_subject set erased_at = now() - interval '1 hour'`.execute(db.query);
  expect(await missed()).toBe(false);
  await sql`delete from organization`.execute(db.query);
  expect(await missed()).toBe(true);
});
