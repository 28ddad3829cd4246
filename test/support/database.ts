import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** A migrated, empty database of its own for a test file; or a copy of another one, whose sessions it ends. */
export async function cloneDatabase(original = inject("templateUrl")): Promise<string> {
  const templateUrl = inject("templateUrl");
  const template = new URL(original).pathname.slice(1);
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = new URL(templateUrl);
  admin.pathname = "/bulkhead";
  const client = new pg.Client(admin.href);
  await client.connect();
  try {
    // Two clones at once disturb each other; a lock of the server puts them in a row.
    await client.query("select pg_advisory_lock(42)");
    // A database is copied only while it has no other session; processes connect again, as after an outage.
    await client.query(`alter database ${template} allow_connections false`);
    await client.query("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1", [template]);
    await client.query(`create database ${name} template ${template}`);
  } finally {
    await client.query(`alter database ${template} allow_connections true`);
    await client.end();
  }
  const url = new URL(templateUrl);
  url.pathname = `/${name}`;
  return url.href;
}
