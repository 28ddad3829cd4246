import { Kysely, Migrator, PostgresDialect, sql } from "kysely";
import { Pool } from "pg";
import { expect, test } from "vitest";
import { migrate } from "../../src/db/migrate.js";
import { migrations } from "../../src/db/migrations/index.js";
import { cloneDatabase } from "../support/database.js";

/** A database as version 006 left it, whose paths are as they were sent. */
async function formerDatabase(): Promise<{ url: string; db: Kysely<unknown> }> {
  const url = new URL(await cloneDatabase());
  const admin = new Pool({ connectionString: url.href });
  await admin.query("create database composed template template0");
  await admin.end();
  url.pathname = "/composed";
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: url.href }) }) });
  const former = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < "007"));
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => former },
  }).migrateToLatest();
  if (error) throw error;
  return { url: url.href, db };
}

test("paths are in the composed form after the upgrade, and of several spellings the newest asset stays", async () => {
  const { url, db } = await formerDatabase();
  try {
    const [composed, decomposed] = ["Größe/é.csv", "Größe/é.csv".normalize("NFD")];
    const half = "Gro\u0308ße/é.csv";
    for (const [path, sha256, age] of [
      [composed, "older", "2 days"],
      [half, "newest", "1 hour"],
      [decomposed, "old", "1 day"],
      ["Allo\u0308.csv", "alone", "1 day"],
      ["plain.csv", "plain", "1 day"],
    ]) {
      await sql`
        insert into asset (tenant_id, path, sha256, size, content_type, created_at)
          values ('a', ${path}, ${sha256}, 1, 'text/csv', now() - ${age}::interval)`.execute(db);
    }
    await migrate(url);
    const { rows } = await sql<{ path: string; sha256: string }>`select path, sha256 from asset order by path`.execute(
      db,
    );
    expect(rows).toEqual([
      { path: "Allo\u0308.csv".normalize("NFC"), sha256: "alone" },
      { path: composed, sha256: "newest" },
      { path: "plain.csv", sha256: "plain" },
    ]);
  } finally {
    await db.destroy();
  }
});
