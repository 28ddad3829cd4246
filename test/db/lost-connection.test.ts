import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/db/database.js";
import { databaseErrorCode, isUnavailable } from "../../src/db/database-errors.js";
import { cloneDatabase } from "../support/database.js";

let db: Database;
let killer: Database;
let lost = 0;
beforeAll(async () => {
  const url = await cloneDatabase();
  const onLostConnection = () => {
    lost++;
  };
  db = openDatabase({ url, maxConnections: 2, onLostConnection });
  killer = openDatabase({ url, maxConnections: 1, onLostConnection });
});
afterAll(async () => {
  await db.close();
  await killer.close();
});

async function killAllOthers(): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(killer.query);
  await new Promise((resolve) => setTimeout(resolve, 100));
}

test("a connection that breaks while it is lent and idle ends its statement, not the process", async () => {
  const failed = await db.query
    .connection()
    .execute(async (connection) => {
      await sql`select 1`.execute(connection);
      await killAllOthers();
      await sql`select 2`.execute(connection);
    })
    .catch((error: unknown) => error);
  expect(isUnavailable(failed)).toBe(true);
  expect(lost).toBeGreaterThan(0);
});

test("a connection that breaks in a transaction, between statements or within a COPY, is an outage, and the pool recovers", async () => {
  const between = await db
    .transaction({ name: "test" }, async ({ trx }) => {
      await killAllOthers();
      await sql`select 1`.execute(trx);
    })
    .catch((error: unknown) => error);
  expect(isUnavailable(between)).toBe(true);
  const copying = await db
    .transaction({ name: "test" }, async ({ copyInto }) => {
      void killAllOthers();
      const columns = ["tenantId", "entity", "version"];
      for (let n = 0; n < 10_000; n++) {
        const bytes = Buffer.from(`${crypto.randomUUID()},user,1\n`);
        await copyInto({ table: "entityVersion", columns, bytes, delimiter: ",", frozen: false });
      }
    })
    .catch((error: unknown) => error);
  expect(isUnavailable(copying)).toBe(true);
  expect((await sql<{ one: number }>`select 1 as one`.execute(db.query)).rows).toEqual([{ one: 1 }]);
  expect(await db.query.selectFrom("entityVersion").selectAll().execute()).toEqual([]);
});

test("a database that only reads, and a transaction that was idle for too long, are outages", async () => {
  const written = await db
    .transaction({ name: "test" }, async ({ trx }) => {
      await sql`set transaction read only`.execute(trx);
      await sql`delete from asset`.execute(trx);
    })
    .catch((error: unknown) => error);
  expect([databaseErrorCode(written), isUnavailable(written)]).toEqual(["25006", true]);
  for (const setting of ["idle_in_transaction_session_timeout", "transaction_timeout"]) {
    const idle = await db
      .transaction({ name: "test" }, async ({ trx }) => {
        await sql`select set_config(${setting}, '50ms', true)`.execute(trx);
        await new Promise((resolve) => setTimeout(resolve, 500));
        await sql`select 1`.execute(trx);
      })
      .catch((error: unknown) => error);
    expect(isUnavailable(idle)).toBe(true);
  }
});

test("limits that a database or a role sets do not end the statements of work", async () => {
  const limits = async () => {
    const { rows } = await sql<{ limit: string }>`
      select current_setting('statement_timeout') as limit union all select current_setting('transaction_timeout')
      union all select current_setting('lock_timeout')`.execute(db.query);
    return rows.map(({ limit }) => limit);
  };
  const names = ["statement_timeout", "transaction_timeout", "lock_timeout"];
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(killer.query);
  const database = sql.id(rows[0]?.name ?? "");
  for (const name of names) await sql`alter database ${database} set ${sql.ref(name)} = '2s'`.execute(killer.query);
  await killAllOthers();
  expect(await limits()).toEqual(["0", "0", "0"]);
});
