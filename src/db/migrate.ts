import { isDeepStrictEqual } from "node:util";
import { DEFAULT_MIGRATION_TABLE, Kysely, Migrator, PostgresDialect, sql } from "kysely";
import { databaseErrorCode } from "./database-errors.js";
import { migrations } from "./migrations/index.js";
import { openPool } from "./pool.js";
import { hasRights, makeRoles, setRights } from "./rights.js";
import { processRole, requestRole } from "./roles.js";
import { setTenantStatistics } from "./tenant-statistics.js";

/** The oldest Postgres that supports every statement of ours: it introduced `RETURNING old`. */
const oldestPostgres = 18;

/** A database that this version cannot work with; the message is for the person who started the process. */
export class UnsuitableDatabase extends Error {}

/**
 * Migrates the database to this version's schema. Kysely holds a lock during the migration, so any number of processes
 * may start at the same time. Migrations use plain SQL names, so the connection has no camel-case plugin.
 */
export async function migrate(url: string): Promise<string[]> {
  return withConnection(url, async (db) => {
    await checkPostgres(db);
    await makeRoles(db).catch(explained);
    const before = await appliedTo(db);
    refuseUnknown(before);
    // Kysely's migrator reads every table, and fails if an import drops its staging table at the same moment.
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

/**
 * Returns what `migrate` would apply, and changes nothing. Throws `UnsuitableDatabase` if `migrate` would refuse the
 * database.
 */
export async function checkMigrations(url: string): Promise<string[]> {
  await withConnection(url, async (db) => {
    await checkPostgres(db);
    refuseUnknown(await appliedTo(db));
  });
  return pendingMigrations(url);
}

/** Returns the migrations that the database lacks; `rights` if it lacks only the rights of the processes. */
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

/** Reports a right that the account lacks as `UnsuitableDatabase`: a person has to grant it. */
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

/** Returns the major version; 0 if the server does not know the settings of our sessions. */
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
