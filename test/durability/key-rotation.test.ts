import { createHash, createHmac, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verify } from "@node-rs/argon2";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { ConfigError, toConfig } from "../../src/config.js";
import { openDatabase } from "../../src/db/database.js";
import { findWebhook } from "../../src/db/webhooks/webhooks.js";
import { openCredential } from "../../src/services/sources/credentials.js";
import { signingSecrets } from "../../src/services/webhooks/secrets.js";
import { startStack } from "../../src/start/stack.js";
import type { StackRole } from "../../src/start/stack-role.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { cloneDatabase } from "../support/database.js";

const keyOf = (name: string) => createHash("sha256").update(name).digest("base64");
const [first, second, third] = [keyOf("first"), keyOf("second"), keyOf("third")];
const list = "/import/users?importerId=campus";

let url: string;
beforeEach(async () => {
  url = await cloneDatabase();
});

const running: TestBulkhead[] = [];
/** A Bulkhead on the test's database, under a key and perhaps the one before it. */
async function under(key: string, previous = "", settings: Record<string, string> = {}): Promise<TestBulkhead> {
  const keys = { BULKHEAD_SECRET_KEY: key, BULKHEAD_SECRET_KEY_PREVIOUS: previous };
  const bulkhead = await TestBulkhead.start({ DATABASE_URL: url, ...keys, ...settings });
  running.push(bulkhead);
  return bulkhead;
}
async function stopAll(): Promise<void> {
  for (const bulkhead of running.splice(0)) await bulkhead.stop();
}
afterEach(stopAll);

async function expectRefusal({ env }: TestBulkhead, role: StackRole, key: string, previous = ""): Promise<void> {
  const config = toConfig({ ...env, BULKHEAD_SECRET_KEY: key, BULKHEAD_SECRET_KEY_PREVIOUS: previous });
  const refused = startStack(config, role, () => undefined);
  await expect(refused).rejects.toThrow(ConfigError);
  await expect(refused).rejects.toThrow(/BULKHEAD_SECRET_KEY.*another key.*docs\/tenants-and-keys\.md/);
}

const user = (id: string, more: object = {}) => ({ id, firstName: "Ada", lastName: "Lovelace", ...more });
const ada = user("ada", { passwordOrHash: "ada's password" });
const preHashing = { algorithm: "SHA-256", saltMode: "PREFIX", salt: "c2FsdA" };
const bob = user("bob", { passwordOrHash: "bob's hash", passwordPreHashing: preHashing });

/** Imports users and gives the job's counts. */
async function imported(bulkhead: TestBulkhead, users: object[], headers: Record<string, string> = {}) {
  const type = { "Content-Type": "application/json", ...headers };
  const { status, headers: answer } = await bulkhead.call("POST", list, { body: JSON.stringify(users), headers: type });
  expect(status).toBe(200);
  const job = await bulkhead.job(answer.get("content-location")?.split("/").at(-1) ?? "");
  return { id: job.id, ...job.counts };
}

async function stored(bulkhead: TestBulkhead) {
  return bulkhead.deps.db.query
    .selectFrom("user")
    .select(["id", "passwordOrHash", "passwordPreHashing", "jobId"])
    .orderBy("id")
    .execute();
}

async function hashes(bulkhead: TestBulkhead): Promise<(string | null)[]> {
  return (await stored(bulkhead)).map(({ passwordOrHash }) => passwordOrHash);
}

/** How many fingerprints are not under the database's key: the query of docs/tenants-and-keys.md. */
async function underOtherKeys(bulkhead: TestBulkhead): Promise<number | undefined> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from "user"
    where not starts_with(password_or_hash_fingerprint, (select id from secret_key) || '.')`.execute(
    bulkhead.deps.db.query,
  );
  return rows[0]?.count;
}

test("a rotation hashes no password again, brings fingerprints under the new key, and the old key can go", async () => {
  const before = await under(first);
  const delivered = await imported(before, [ada, bob]);
  const kept = await stored(before);
  expect(await underOtherKeys(before)).toBe(0);
  await stopAll();

  const between = await under(second, first);
  expect(await underOtherKeys(between)).toBe(2);
  const again = await imported(between, [ada, { ...bob, username: "bob" }]);
  expect(again).toMatchObject({ unchanged: 1, updated: 1 });
  const [first1, second1] = await stored(between);
  expect(first1).toMatchObject({ passwordOrHash: kept[0]?.passwordOrHash, jobId: delivered.id });
  expect(second1).toMatchObject({
    passwordOrHash: kept[1]?.passwordOrHash,
    passwordPreHashing: preHashing,
    jobId: again.id,
  });
  expect(await underOtherKeys(between)).toBe(0);
  await stopAll();

  const after = await under(second);
  expect(await imported(after, [ada, { ...bob, username: "bob" }])).toMatchObject({ unchanged: 2, updated: 0 });
  expect(await hashes(after)).toEqual(kept.map(({ passwordOrHash }) => passwordOrHash));
  const changed = await imported(after, [user("ada", { passwordOrHash: "another" })]);
  expect(changed).toMatchObject({ updated: 1 });
  expect(await verify((await hashes(after))[0] ?? "", "another")).toBe(true);
});

test("a password that changes during a rotation is hashed, and a dry run distinguishes it from one that does not", async () => {
  await imported(await under(first), [ada, bob]);
  await stopAll();
  const bulkhead = await under(second, first);
  const { status, headers } = await bulkhead.call("POST", `${list}&dryRun=true`, {
    body: JSON.stringify([{ ...ada, passwordOrHash: "another" }, bob]),
    headers: { "Content-Type": "application/json" },
  });
  expect(status).toBe(200);
  const dry = await bulkhead.job(headers.get("content-location")?.split("/").at(-1) ?? "");
  expect(dry.counts).toMatchObject({ updated: 1, unchanged: 1 });
  expect(await underOtherKeys(bulkhead)).toBe(2);
  await imported(bulkhead, [{ ...ada, passwordOrHash: "another" }]);
  expect(await verify((await hashes(bulkhead))[0] ?? "", "another")).toBe(true);
  expect(await underOtherKeys(bulkhead)).toBe(1);
});

test("a fingerprint that was forgotten after a leak has its password hashed once more", async () => {
  const bulkhead = await under(first);
  await imported(bulkhead, [ada]);
  const kept = await hashes(bulkhead);
  await sql`update "user" set password_or_hash_fingerprint = ''`.execute(bulkhead.deps.db.query);
  expect(await imported(bulkhead, [ada])).toMatchObject({ updated: 1 });
  const [hash = ""] = await hashes(bulkhead);
  expect(kept).not.toContain(hash);
  expect(await verify(hash ?? "", "ada's password")).toBe(true);
  expect(await imported(bulkhead, [ada])).toMatchObject({ unchanged: 1 });
});

test("a database whose key is lost takes another one when its id is forgotten", async () => {
  await imported(await under(first), [ada]);
  await stopAll();
  const db = openDatabase({ url, maxConnections: 1, onLostConnection: () => undefined });
  await sql`delete from secret_key`.execute(db.query);
  await db.close();
  const bulkhead = await under(third);
  await imported(bulkhead, [ada]);
  expect(await imported(bulkhead, [ada])).toMatchObject({ unchanged: 1 });
});

test("a fingerprint without a key id, made under the key itself, is recognised and made again", async () => {
  const bulkhead = await under(first);
  await imported(bulkhead, [ada]);
  const kept = await hashes(bulkhead);
  for (const key of [first, third]) {
    const parts = ["default", "user", "passwordOrHash", "ada", "ada's password", ""];
    const old = createHmac("sha256", Buffer.from(key, "base64")).update(JSON.stringify(parts)).digest("base64url");
    await sql`update "user" set password_or_hash_fingerprint = ${old}`.execute(bulkhead.deps.db.query);
    const counts = await imported(bulkhead, [ada]);
    if (key === third) {
      expect(counts).toMatchObject({ updated: 1 });
      expect(await hashes(bulkhead)).not.toEqual(kept);
    } else {
      expect(counts).toMatchObject({ unchanged: 1 });
      expect(await hashes(bulkhead)).toEqual(kept);
      expect(await underOtherKeys(bulkhead)).toBe(0);
    }
  }
});

test("a repeated list gets its job after a rotation, and so does one whose fingerprint has no key id", async () => {
  const headers = { "Idempotency-Key": "nightly" };
  const job = await imported(await under(first), [ada], headers);
  await stopAll();
  const bulkhead = await under(second, first);
  expect(await imported(bulkhead, [ada], headers)).toEqual(job);
  const body = createHash("sha256")
    .update(JSON.stringify([ada]))
    .digest("hex");
  const parts = ["default", `POST\n/import/users\nimporterId=campus\n${body}`];
  const old = createHmac("sha256", Buffer.from(first, "base64")).update(JSON.stringify(parts)).digest("base64url");
  await bulkhead.deps.db.query.updateTable("job").set({ fingerprint: old }).execute();
  expect(await imported(bulkhead, [ada], headers)).toEqual(job);
  const type = { "Content-Type": "application/json" };
  const other = await bulkhead.call("POST", list, { body: JSON.stringify([bob]), headers: { ...headers, ...type } });
  expect(other.status).toBe(422);
});

test("a process with another key than the database's refuses to start, and leaves the database's as it is", async () => {
  const bulkhead = await under(first);
  for (const role of ["http", "worker", "all"] as const) await expectRefusal(bulkhead, role, third, second);
  await under(first);
  expect(await imported(bulkhead, [ada])).toMatchObject({ created: 1 });
});

test("beside a rotated process an old one goes on without harm, and does not start again", async () => {
  const old = await under(first);
  await imported(old, [ada]);
  const rotated = await under(second, first);
  await imported(rotated, [ada]);
  await imported(old, [ada]);
  expect(await verify((await hashes(old))[0] ?? "", "ada's password")).toBe(true);
  const kept = await hashes(rotated);
  expect(await imported(rotated, [ada])).toMatchObject({ unchanged: 1 });
  expect(await hashes(rotated)).toEqual(kept);
  await expectRefusal(old, "all", first);
});

test("processes that know the new key before any uses it hash nothing again, in whichever order they start", async () => {
  // Workers of one task queue: any of them takes any step of an import.
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-assets-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const queue = { BULKHEAD_TASK_QUEUE: `test-${randomUUID()}`, BULKHEAD_ASSETS: `file:${folder}` };
  const prepared = await under(first, second, queue);
  await imported(prepared, [ada]);
  const kept = await hashes(prepared);
  const rotated = await under(second, first, queue);
  for (const bulkhead of [
    rotated,
    prepared,
    rotated,
    await under(first, second, queue),
    await under(second, first, queue),
  ]) {
    expect(await imported(bulkhead, [ada])).toMatchObject({ unchanged: 1 });
    expect(await hashes(bulkhead)).toEqual(kept);
  }
  expect(await imported(rotated, [{ ...ada, passwordOrHash: "another" }, bob])).toMatchObject({
    created: 1,
    updated: 1,
  });
  await stopAll();
  await imported(await under(second, first), [{ ...ada, passwordOrHash: "another" }, bob]);
  await stopAll();
  expect(await imported(await under(second), [{ ...ada, passwordOrHash: "another" }, bob])).toMatchObject({
    unchanged: 2,
  });
});

test("an import that was accepted before an erasure leaves the id out, whichever of two keys the erasure knew", async () => {
  const old = await under(first);
  const rotated = await under(second, first);
  for (const [eraser, importer] of [
    [old, rotated],
    [rotated, old],
  ] as const) {
    await imported(importer, [ada]);
    const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(old.deps.db.query);
    const erased = await eraser.call("DELETE", "/api/subjects/user/ada");
    expect(erased.status).toBe(200);
    // As if it had been accepted before the erasure, and had come to its last step after it.
    await sql`
      create or replace function accepted_before() returns trigger language plpgsql as $$
        begin new.created_at := ${sql.lit(rows[0]?.at.toISOString() ?? "")}; return new; end $$`.execute(
      old.deps.db.query,
    );
    await sql`create or replace trigger accepted_before before insert on job for each row execute function accepted_before()`.execute(
      old.deps.db.query,
    );
    expect(await imported(importer, [ada, bob])).toMatchObject({ invalid: 1 });
    expect((await stored(importer)).map(({ id }) => id)).toEqual(["bob"]);
    await sql`drop trigger accepted_before on job`.execute(old.deps.db.query);
  }
});

test("a credential is sealed again under a new key, and one whose key is gone has to be stored again", async () => {
  const origin = "https://erp.example";
  const json = { type: "bearer", origin, token: "a token of the server" };
  let bulkhead = await under(first);
  expect((await bulkhead.call("PUT", "/api/credentials/erp", { json })).status).toBe(200);
  const sealed = async () =>
    (await bulkhead.deps.db.query.selectFrom("credential").select("sealed").executeTakeFirstOrThrow()).sealed;
  const before = await sealed();
  await stopAll();
  bulkhead = await under(second, first);
  expect(await sealed()).not.toBe(before);
  await stopAll();

  bulkhead = await under(second);
  const key = { tenantId: "default", name: "erp" };
  expect(await openCredential(bulkhead.deps, key)).toMatchObject(json);
  // Sealed text does not open as another tenant's.
  await sql`insert into credential select 'other', name, shown, sealed, changed_by from credential`.execute(
    bulkhead.deps.db.query,
  );
  const stolen = openCredential(bulkhead.deps, { ...key, tenantId: "other" });
  await expect(stolen).rejects.toMatchObject({ code: "CREDENTIAL_UNREADABLE" });
  await stopAll();

  const db = openDatabase({ url, maxConnections: 1, onLostConnection: () => undefined });
  await sql`delete from secret_key`.execute(db.query);
  await db.close();
  bulkhead = await under(third);
  await expect(openCredential(bulkhead.deps, key)).rejects.toMatchObject({ code: "CREDENTIAL_UNREADABLE" });
  expect((await bulkhead.call("PUT", "/api/credentials/erp", { json })).status).toBe(200);
  expect(await openCredential(bulkhead.deps, key)).toMatchObject(json);
});

test("the secrets of a webhook are sealed again under a new key, and open as no other webhook's", async () => {
  const json = { url: "https://campus.example/hook", events: ["job.failed"] };
  let bulkhead = await under(first);
  const { body: made } = await bulkhead.call<{ id: string; secret: string }>("POST", "/api/webhooks", { json });
  const path = `/api/webhooks/${made.id}/rotate`;
  const { body: rotated } = await bulkhead.call<{ secret: string }>("POST", path, { json: {} });
  await stopAll();
  bulkhead = await under(second, first);
  await stopAll();

  bulkhead = await under(second);
  const { secretKeys, db } = bulkhead.deps;
  const webhook = await findWebhook(db.query, "default", made.id);
  if (!webhook) throw new Error("the webhook is gone");
  expect(signingSecrets(secretKeys, webhook, new Date())).toEqual([rotated.secret, made.secret]);
  expect(signingSecrets(secretKeys, { ...webhook, id: randomUUID() }, new Date())).toBeNull();
});
