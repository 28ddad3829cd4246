import { isDeepStrictEqual } from "node:util";
import { DEFAULT_MIGRATION_TABLE, Kysely, Migrator, PostgresDialect, sql } from "kysely";
import { databaseErrorCode } from "./database-errors.js";
import { migrations } from "./migrations/index.js";
import { openPool } from "./pool.js";
import { hasRights, makeRoles, setRights } from "./rights.js";
import { processRole, requestRole } from "./roles.js";
import { setTenantStatistics } from "./tenant-statistics.js";

/** The oldest Postgres that knows every statement of ours: `RETURNING old` came with it. */
const oldestPostgres = 18;

/** A database that this version cannot work with; the message is for the person who started the process. */
export class UnsuitableDatabase extends Error {}

/**
 * Brings the database to this version's schema. Kysely holds a lock while it does, so any number of processes may
 * start at once. Migrations speak plain SQL names, hence a connection without the camel-case plugin.
 */
export async function migrate(url: string): Promise<string[]> {
  return withConnection(url, async (db) => {
    await checkPostgres(db);
    await makeRoles(db).catch(explained);
    const before = await appliedTo(db);
    refuseUnknown(before);
    // Kysely's migrator looks at every table there is, and fails where an import drops its staging at the same moment.
    const isCurrent = isDeepStrictEqual(before, new Set(Object.keys(migrations)));
    const applied = isCurrent ? [] : await migrateToLatest(db);
    await setTenantStatistics(db);
    await setRights(db).catch(explained);
    return applied;
  });
}

async function migrateToLatest(db: Kysely<unknown>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  return (results ?? []).map(({ migrationName }) => migrationName);
}

/** What `migrate` would apply; changes nothing. `UnsuitableDatabase` where `migrate` would refuse the database. */
export async function checkMigrations(url: string): Promise<string[]> {
  await withConnection(url, async (db) => {
    await checkPostgres(db);
    refuseUnknown(await appliedTo(db));
  });
  return pendingMigrations(url);
}

/** The migrations that the database still lacks, and the rights of the processes where these are not set. */
export async function pendingMigrations(url: string): Promise<string[]> {
  return withConnection(url, async (db) => {
    const applied = await appliedTo(db);
    const pending = Object.keys(migrations).filter((name) => !applied.has(name));
    return pending.length > 0 || (await hasRights(db)) ? pending : ["rights"];
  });
}

async function appliedTo(db: Kysely<unknown>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`
    .execute(db)
    .catch((error: unknown) => {
      if (databaseErrorCode(error) === "42P01") return { rows: [] };
      throw error;
    });
  return new Set(rows.map(({ name }) => name));
}

function refuseUnknown(applied: ReadonlySet<string>): void {
  const unknown = [...applied].filter((name) => !(name in migrations));
  if (unknown.length === 0) return;
  throw new UnsuitableDatabase(
    `The database has migrations that this version does not know: ${unknown.join(", ")}. Another version made its schema: start that version, or choose an empty database.`,
  );
}

/** A right that the account lacks is for a person to give. */
function explained(error: unknown): never {
  if (databaseErrorCode(error) !== "42501" || !(error instanceof Error)) throw error;
  throw new UnsuitableDatabase(
    `The account of DATABASE_URL may not set the rights of Bulkhead's processes: ${error.message}. Where it may not make roles, let a superuser run: create role ${processRole}; create role ${requestRole}; grant ${processRole}, ${requestRole} to <the account>;`,
  );
}

async function checkPostgres(db: Kysely<unknown>): Promise<void> {
  const version = await postgresVersion(db);
  if (version >= oldestPostgres) return;
  throw new UnsuitableDatabase(
    `Postgres ${oldestPostgres} or newer is needed; DATABASE_URL leads to Postgres ${version === 0 ? "16 or older" : version}.`,
  );
}

/** 0 where the server does not even know the settings of our sessions. */
async function postgresVersion(db: Kysely<unknown>): Promise<number> {
  try {
    const { rows } = await sql<{ version: number }>`
      select current_setting('server_version_num')::integer / 10000 as version`.execute(db);
    return rows[0]?.version ?? 0;
  } catch (error) {
    if (databaseErrorCode(error) === "42704") return 0;
    throw error;
  }
}

async function withConnection<T>(url: string, run: (db: Kysely<unknown>) => Promise<T>): Promise<T> {
  const pool = openPool({ url, maxConnections: 2, onLostConnection: () => undefined });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await run(db);
  } finally {
    await db.destroy();
  }
}
