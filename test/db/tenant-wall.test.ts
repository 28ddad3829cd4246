import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asHolder } from "../../src/db/connection-share.js";
import { migrate } from "../../src/db/migrate.js";
import { openRequestDatabases, type RequestDatabases } from "../../src/deps.js";
import { TestBulkhead } from "../support/bulkhead.js";

let bulkhead: TestBulkhead;
let databases: RequestDatabases;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  databases = openRequestDatabases(bulkhead.deps);
  for (const tenant of ["a", "b"]) {
    const key = await bulkhead.addKey("admin", tenant);
    const users = "id,firstName,lastName\nu1,Ada,L\nu2,,L\n";
    await bulkhead.import(users, { entity: "user", importerId: tenant }, key);
    await bulkhead.call("PUT", "/api/mappings/erp/user", { key, json: {} });
    await bulkhead.upload("nightly.csv", users, key);
    const nightly = { entity: "user", asset: "nightly.csv" };
    const schedule = { name: "nightly", cron: "0 0 1 1 *", timeZone: "UTC", import: nightly };
    const made = await bulkhead.call<{ id: string }>("POST", "/api/schedules", { key, json: schedule });
    await bulkhead.call("DELETE", `/api/schedules/${made.body.id}`, { key });
  }
});
afterAll(async () => {
  await databases.close();
  await bulkhead.stop();
});

/** Runs a statement as a request of a tenant does; null: as one that forgot for whom it is. */
function asRequest(tenantId: string | null, statement: string) {
  const run = () => sql.raw<Record<string, unknown>>(statement).execute(databases.db.query);
  return tenantId === null ? run() : asHolder({ tenantId, bounds: { connections: 5 } }, run);
}

/** Whether a table has row-level security, or requests read it through a view. */
const tables = async () => {
  const { rows } = await sql<{ table: string; secured: boolean }>`
    select relname as table, relrowsecurity or to_regclass('bulkhead_views.' || quote_ident(relname)) is not null as secured
    from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'staged\\_%'
    order by relname`.execute(bulkhead.deps.db.query);
  return rows;
};

test("a statement that forgets its tenant returns nothing, and one of a request the rows of its tenant alone", async () => {
  const shown: string[] = [];
  for (const { table, secured } of await tables()) {
    if (!secured) continue;
    const [{ rows: all }, { rows: forgotten }, { rows: own }] = [
      await sql.raw(`select * from ${`"${table}"`}`).execute(bulkhead.deps.db.query),
      await asRequest(null, `select * from "${table}"`),
      await asRequest("a", `select * from "${table}"`),
    ];
    expect([table, forgotten.length]).toEqual([table, 0]);
    if (all.length > 0) shown.push(table);
    const others = own.filter((row) => (row.tenantId ?? "a") !== "a" || (row.importerId ?? "a") === "b");
    expect([table, others]).toEqual([table, []]);
    const isBoths = all.length > 1 && table !== "api_key";
    if (isBoths) expect([table, own.length < all.length && own.length > 0]).toEqual([table, true]);
  }
  expect(shown).toEqual(
    expect.arrayContaining(["job", "user", "asset", "row_report", "chunk", "mapping", "audit_event"]),
  );
});

test("only sessions, locks and tables of the schema itself are not secured", async () => {
  const open = (await tables()).filter(({ secured }) => !secured).map(({ table }) => table);
  expect(open).toEqual(["console_session", "kysely_migration", "kysely_migration_lock", "lease", "secret_key"]);
});

test("a request neither writes for another tenant nor takes rows from it", async () => {
  await expect(asRequest("a", "insert into tenant_limit values ('b', 'schedules', 1)")).rejects.toThrow(
    /row-level security/,
  );
  for (const statement of ["update job set tenant_id = 'a'", "delete from mapping"]) await asRequest("a", statement);
  const copied = [
    "update public.\"user\" set importer_id = 'a'",
    'delete from "user"',
    "select * from public.row_report",
  ];
  for (const statement of copied) await expect(asRequest("a", statement)).rejects.toThrow(/permission denied/);
  const { rows } = await sql<{ jobs: number; users: number; mappings: number }>`
    select (select count(*) from job where tenant_id = 'b') as jobs,
      (select count(*) from "user" where tenant_id = 'b' and importer_id = 'b') as users,
      (select count(*) from mapping where tenant_id = 'b') as mappings`.execute(bulkhead.deps.db.query);
  expect(rows).toEqual([{ jobs: 1, users: 1, mappings: 1 }]);
});

test("a request cancels an import that keeps hashes of passwords, and nothing of these stays", async () => {
  const key = await bulkhead.addKey("admin", "hashes");
  const users = (count: number) =>
    `id,firstName,lastName,passwordOrHash\n${Array.from({ length: count }, (_, n) => `p${n},Ada,L,secret ${n}\n`).join("")}`;
  await bulkhead.import(users(4), { entity: "user", importerId: "hashed" }, key);
  await bulkhead.upload("one.csv", users(1).replace("secret 0", "another secret"), key);
  const asked = await bulkhead.call<{ id: string }>("POST", "/api/imports", {
    key,
    json: { entity: "user", importerId: "hashed", asset: "one.csv", mode: "snapshot" },
  });
  await expect.poll(async () => (await bulkhead.job(asked.body.id, key)).state).toBe("awaiting_approval");
  const hashes = async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from pg_class where relnamespace = 'staging'::regnamespace and relname like '%_hashes'
      `.execute(bulkhead.deps.db.query);
    return rows[0]?.count;
  };
  expect(await hashes()).toBe(1);
  const answer = await bulkhead.call("POST", `/api/jobs/${asked.body.id}/cancel`, { key });
  expect([answer.status, answer.body]).toMatchObject([202, { state: "cancelled" }]);
  expect(await hashes()).toBe(0);
});

test("a migration gives the rights back that a restore could not make", async () => {
  const { query } = bulkhead.deps.db;
  await sql`drop policy of_tenant on job`.execute(query);
  await sql`drop policy of_process on asset`.execute(query);
  await sql`drop schema bulkhead_views cascade`.execute(query);
  expect((await asRequest("a", "select * from job")).rows).toEqual([]);
  await migrate(bulkhead.deps.databaseUrl);
  expect((await asRequest("a", "select * from job")).rows.length).toBeGreaterThan(0);
  expect((await asRequest("a", 'select * from "user"')).rows.length).toBeGreaterThan(0);
  expect((await sql`select * from asset`.execute(databases.gate.query)).rows.length).toBeGreaterThan(0);
});

test("the roles of the processes own no table, and change neither the schema nor an audit event", async () => {
  const { rows } = await sql<{ owned: number }>`
    select count(*) as owned from pg_class
    where relowner in ('bulkhead_process'::regrole, 'bulkhead_request'::regrole)
      and relnamespace <> 'staging'::regnamespace and relpersistence <> 't'`.execute(bulkhead.deps.db.query);
  expect(rows).toEqual([{ owned: 0 }]);
  for (const statement of [
    "drop table job",
    "alter table job disable row level security",
    "create table public.mine (id text)",
    "update audit_event set actor_name = 'another'",
    "delete from audit_event",
    "truncate audit_event",
    "select * from console_session",
  ])
    await expect(asRequest("a", statement)).rejects.toThrow(/permission denied|must be owner/);
  const asProcess = (statement: string) => sql.raw(statement).execute(databases.gate.query);
  for (const statement of ["drop table job", "update audit_event set actor_name = 'another'", "truncate audit_event"])
    await expect(asProcess(statement)).rejects.toThrow(/permission denied|must be owner/);
});
