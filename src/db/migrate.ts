import { Kysely, Migrator, PostgresDialect } from "kysely";
import { migrations } from "./migrations/index.js";
import { openPool } from "./pool.js";

/**
 * Brings the database to this version's schema. Kysely holds a lock while it does, so any number of processes may
 * start at once. Migrations speak plain SQL names, hence a connection without the camel-case plugin.
 */
export async function migrate(url: string): Promise<string[]> {
  return withMigrator(url, async (migrator) => {
    const { error, results } = await migrator.migrateToLatest();
    if (error) throw error;
    return (results ?? []).map(({ migrationName }) => migrationName);
  });
}

/** The migrations that the database still lacks. */
export async function pendingMigrations(url: string): Promise<string[]> {
  return withMigrator(url, async (migrator) => {
    const all = await migrator.getMigrations();
    return all.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
  });
}

async function withMigrator<T>(url: string, run: (migrator: Migrator) => Promise<T>): Promise<T> {
  const pool = openPool({ url, maxConnections: 2, onLostConnection: () => undefined });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await run(new Migrator({ db, provider: { getMigrations: async () => migrations } }));
  } finally {
    await db.destroy();
  }
}
