import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EntityRowWriter } from "../../src/codecs/csv/entity-row-writer.js";
import { type Database, openDatabase } from "../../src/db/database.js";
import { migrate, pendingMigrations, UnsuitableDatabase } from "../../src/db/migrate.js";
import { migrations } from "../../src/db/migrations/index.js";
import { imageColumns, imageTable } from "../../src/db/rows/before-images.js";
import { importedColumns } from "../../src/db/rows/merged-row.js";
import { entityList } from "../../src/domain/entities/index.js";
import { cloneDatabase } from "../support/database.js";

let url: string;
let db: Database;
beforeAll(async () => {
  url = await cloneDatabase();
  db = openDatabase({ url, maxConnections: 4, onLostConnection: () => undefined });
});
afterAll(() => db.close());

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

async function columnsOf(table: string): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string; type: string; required: boolean }>`
    select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as required from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`.execute(db.query);
  return Object.fromEntries(rows.map(({ name, type, required }) => [name, required ? `${type} not null` : type]));
}

test.each(entityList.map((entity) => [entity.name, entity] as const))(
  "the tables of %s have the declared columns, types and optional marks",
  async (name, entity) => {
    const stored = await columnsOf(snake(name));
    const staged = await columnsOf(`staged_${snake(name)}`);
    const images = await columnsOf(imageTable({ name: snake(name) }));
    for (const [field, { columnType, required, defaultText }] of Object.entries(entity.fields)) {
      const isSet = required || defaultText !== null || entity.slug?.field === field;
      expect([field, stored[snake(field)]]).toEqual([field, isSet ? `${columnType} not null` : columnType]);
      expect([field, staged[snake(field)]]).toEqual([field, columnType]);
      if (field !== "id") expect([field, images[snake(field)]]).toEqual([field, columnType]);
    }
    const owned = ["tenant_id", "importer_id", "job_id", "created_at", "updated_at", "source_hash"];
    expect(Object.keys(images).sort()).toEqual([...imageColumns(entity).map(snake), "changed_by", "change"].sort());
    expect(Object.keys(stored).sort()).toEqual([...importedColumns(entity).map(snake), ...owned].sort());
  },
);

test.each(entityList.map((entity) => [entity.name, entity] as const))(
  "a plain row of %s has a binary form, with every default",
  (_, entity) => {
    const header = Object.keys(entity.fields).filter((name) => entity.fields[name]?.required);
    const layout = { encoding: "utf-8", delimiter: ",", names: header, header } as const;
    expect(() => new EntityRowWriter(entity, layout, [])).not.toThrow();
  },
);

test("statistics of tenants are set again at a start that misses them, as after a restore", async () => {
  await sql`delete from pg_statistic where starelid = 'webinar'::regclass`.execute(db.query);
  await migrate(url);
  const { rows } = await sql<{ table: string }>`
    select tablename as table from pg_stats where attname = 'tenant_id' and n_distinct = 1 and schemaname = 'public'
    `.execute(db.query);
  expect(rows.map(({ table }) => table).sort()).toEqual(entityList.map(({ name }) => snake(name)).sort());
});

test("a process can ask for its schema while staging tables of imports come and go", async () => {
  let isOver = false;
  const imports = (async () => {
    while (!isOver) {
      for (let no = 0; no < 20; no++)
        await sql`create table ${sql.table(`staging.job_${no}`)} (id serial)`.execute(db.query);
      for (let no = 0; no < 20; no++) await sql`drop table ${sql.table(`staging.job_${no}`)}`.execute(db.query);
    }
  })();
  try {
    for (let look = 0; look < 50; look++) {
      expect(await pendingMigrations(url)).toEqual([]);
      expect(await migrate(url)).toEqual([]);
    }
  } finally {
    isOver = true;
    await imports;
  }
});

test("several processes that migrate one empty database at once all succeed, and it is done once", async () => {
  await sql`create database race template template0`.execute(db.query);
  const race = new URL(url);
  race.pathname = "/race";
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(race.href)));
  expect(applied.flat().sort()).toEqual(Object.keys(migrations));
  expect(await pendingMigrations(race.href)).toEqual([]);
});

test("a database whose schema another version made is refused by its name", async () => {
  await sql`create database later template template0`.execute(db.query);
  const later = new URL(url);
  later.pathname = "/later";
  await migrate(later.href);
  const other = openDatabase({ url: later.href, maxConnections: 1, onLostConnection: () => undefined });
  try {
    await sql`insert into kysely_migration (name, timestamp) values ('900-later', '')`.execute(other.query);
  } finally {
    await other.close();
  }
  const refused = migrate(later.href);
  await expect(refused).rejects.toThrow(UnsuitableDatabase);
  await expect(refused).rejects.toThrow("900-later");
});
