import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/db/database.js";
import { createEntityTables } from "../../src/db/migrations/entity-tables.js";
import { rejectByStore } from "../../src/db/rows/decide-rows.js";
import { defineEntity } from "../../src/domain/entity.js";
import { optional } from "../../src/domain/field.js";
import { key } from "../../src/domain/fields/key.js";
import { reference } from "../../src/domain/fields/reference.js";
import { cloneDatabase } from "../support/database.js";

/** A tree whose rows cannot be without their parents; no entity of the registry has such a reference to itself. */
const chapter = defineEntity({
  name: "chapter",
  label: "chapter",
  fields: { id: key({ example: "1" }), parentId: optional(reference("chapter", { example: "1" })) },
});

let db: Database;
beforeAll(async () => {
  db = openDatabase({ url: await cloneDatabase(), maxConnections: 2, onLostConnection: () => undefined });
  await createEntityTables(db.query, "chapter", [sql`parent_id text collate "C"`]);
});
afterAll(() => db.close());

/** Stages `id > parent` pairs and tells which of them stand. */
async function remaining(pairs: readonly string[]): Promise<string[]> {
  const id = randomUUID();
  await sql`
    insert into job (id, tenant_id, entity, importer_id, mode, dry_run, on_invalid, requested_by, fingerprint,
      asset_path, asset_sha256, asset_size, asset_content_type, workflow_id)
    values (${id}, 't', 'chapter', 'i', 'upsert', false, 'skip', 'r', 'f', 'p', 's', 0, 'text/csv', 'w')`.execute(
    db.query,
  );
  await sql`truncate staged_chapter`.execute(db.query);
  for (const [line, pair] of pairs.entries()) {
    const [own, parent = null] = pair.split(" > ");
    await sql`
      insert into staged_chapter (line, byte_start, byte_length, valid, id, parent_id)
      values (${line + 2}, 0, 0, true, ${own}, ${parent})`.execute(db.query);
  }
  const columns = new Set(["id", "parentId"]);
  const context = {
    id,
    tenantId: "t",
    importerId: "i",
    entity: chapter,
    dryRun: false,
    columns,
    staging: "staged_chapter",
  };
  await db.transaction({ name: "cascade" }, ({ trx }) => rejectByStore(trx, context));
  const { rows } = await sql<{ id: string }>`
    select id from staged_chapter where valid order by line`.execute(db.query);
  return rows.map((row) => row.id);
}

test("a parent may stand anywhere in the same file", async () => {
  expect(await remaining(["b > a", "a", "c > b"])).toEqual(["b", "a", "c"]);
});

test("a row whose parent is missing takes along the rows that need it, however far", async () => {
  expect(await remaining(["a > nobody", "b > a", "c > b", "d > c", "e"])).toEqual(["e"]);
});

test("rows that are each other's parents need no other row", async () => {
  expect(await remaining(["a > b", "b > a", "c > a"])).toEqual(["a", "b", "c"]);
});
