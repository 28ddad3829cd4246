import { createHash } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/db/database.js";
import { lockUntilCommit } from "../../src/db/lock.js";
import { cloneDatabase } from "../support/database.js";
import { lockWaitOf } from "../support/hold.js";

let db: Database;
beforeAll(async () => {
  db = openDatabase({ url: await cloneDatabase(), maxConnections: 4, onLostConnection: () => undefined });
});
afterAll(() => db.close());

test("a lock's number is the first 64 bits of the SHA-256 of its purpose and name", async () => {
  const held = await db.transaction({ name: "lock" }, async ({ trx }) => {
    await lockUntilCommit(trx, "places", "tenant \u00fc", 7);
    const { rows } = await sql<{ number: string }>`
      select ((classid::bigint << 32) | objid::bigint)::text as number from pg_locks
      where locktype = 'advisory' and pid = pg_backend_pid()`.execute(trx);
    return rows.map(({ number }) => number);
  });
  const sha256 = createHash("sha256").update('["places","tenant \u00fc",7]').digest();
  expect(held).toEqual([sha256.readBigInt64BE().toString()]);
});

test("one name waits for itself, and for no other", async () => {
  const order: string[] = [];
  const second = await db.transaction({ name: "first" }, async ({ trx }) => {
    await lockUntilCommit(trx, "places", "a");
    await db.transaction({ name: "other" }, async (other) => {
      await lockUntilCommit(other.trx, "places", "b");
      order.push("other");
    });
    const same = db.transaction({ name: "same" }, async (again) => {
      await lockUntilCommit(again.trx, "places", "a");
      order.push("same");
    });
    await lockWaitOf(db.query, "same");
    order.push("first");
    return { same };
  });
  await second.same;
  expect(order).toEqual(["other", "first", "same"]);
});
