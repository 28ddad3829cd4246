import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** A migrated, empty database of its own for a test file. */
export async function cloneDatabase(): Promise<string> {
  const templateUrl = inject("templateUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = new URL(templateUrl);
  admin.pathname = "/bulkhead";
  const client = new pg.Client(admin.href);
  await client.connect();
  try {
    // Two clones at once disturb each other; a lock of the server puts them in a row.
    await client.query("select pg_advisory_lock(42)");
    await client.query(`create database ${name} template bulkhead_template`);
  } finally {
    await client.end();
  }
  const url = new URL(templateUrl);
  url.pathname = `/${name}`;
  return url.href;
}
