import { randomBytes, randomUUID } from "node:crypto";
import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { leftovers } from "../../src/cleanup/index.js";
import { lockBlob, pointAsset } from "../../src/db/assets/assets.js";
import { rememberErased } from "../../src/db/rows/erased-subjects.js";
import { createHashTable } from "../../src/db/rows/staged-secrets.js";
import { dropHashTable, ownTable } from "../../src/db/staging/own-tables.js";
import type { LeftoverKind } from "../../src/domain/leftover.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";
import { lockWaitOf } from "../support/hold.js";

/** Without a worker every job stays as it was accepted, or as the test leaves it. */
let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
});
afterAll(() => bulkhead.stop());
beforeEach(async () => {
  // No TRUNCATE: the process's own loops read the tables at the same time, and the two would deadlock.
  await sql`delete from job`.execute(bulkhead.deps.db.query);
  await sql`delete from asset`.execute(bulkhead.deps.db.query);
});

const remove = (kind: LeftoverKind) => leftovers[kind].remove(bulkhead.deps, new AbortController().signal);
const find = (kind: LeftoverKind) => leftovers[kind].find(bulkhead.deps);

async function openJob(json: object = {}): Promise<string> {
  await bulkhead.upload("events.csv", eventCsv({ rows: 2 }));
  const accepted = { entity: "courseGroupInPersonEvent", asset: "events.csv", ...json };
  return (await bulkhead.call<JobResource>("POST", "/api/imports", { json: accepted })).body.id;
}

async function endedJob(ago: string, json: object = {}): Promise<string> {
  const id = await openJob(json);
  await sql`update job set state = 'complete', finished_at = now() - ${ago}::interval where id = ${id}`.execute(
    bulkhead.deps.db.query,
  );
  return id;
}

test("a table of an import goes with it, and waits while a session works in it", async () => {
  const { query, transaction } = bulkhead.deps.db;
  const kept = [await openJob(), await endedJob("1 minute")];
  const gone = [await endedJob("1 hour"), randomUUID()];
  for (const id of [...kept, ...gone]) await createHashTable(query, id);
  const tables = async () => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class
      where relnamespace = 'staging'::regnamespace and relkind = 'r' order by 1`.execute(query);
    return rows.map(({ name }) => `staging.${name}`);
  };
  const tablesOf = (ids: readonly string[]) => ids.map((id) => ownTable(id, "hashes")).sort();
  const [worked = ""] = gone;
  await transaction({ name: "read" }, async ({ trx }) => {
    await sql`select from ${sql.table(ownTable(worked, "hashes"))}`.execute(trx);
    expect(await remove("stagingTables")).toBe(1);
  });
  expect(await tables()).toEqual(tablesOf([...kept, worked]));
  expect(await find("stagingTables")).toEqual({ count: 1, example: ownTable(worked, "hashes") });
  expect(await remove("stagingTables")).toBe(1);
  expect(await tables()).toEqual(tablesOf(kept));
  expect(await remove("stagingTables")).toBe(0);
  for (const id of kept) await dropHashTable(query, id);
});

test("a job past its time stays as long as its undo waits", async () => {
  const id = await endedJob("100 days");
  const { query } = bulkhead.deps.db;
  await sql`update job set images = 'kept', undo_no = 1 where id = ${id}`.execute(query);
  expect(await find("jobs")).toEqual({ count: 0, example: null });
  expect(await remove("jobs")).toBe(0);
  expect(await query.selectFrom("job").select("images").where("id", "=", id).execute()).toEqual([{ images: "kept" }]);
  await sql`update job set undo_ended_at = now() where id = ${id}`.execute(query);
  expect(await remove("jobs")).toBe(1);
  expect(await query.selectFrom("job").select("id").execute()).toEqual([]);
});

test("bytes stay as long as a path, an open or a kept job needs them", async () => {
  const { assets } = bulkhead.deps;
  const job = await endedJob("1 hour");
  const pinned = (await bulkhead.job(job)).asset.sha256 ?? "";
  await bulkhead.upload("events.csv", "moved");
  expect(await find("blobs")).toEqual({ count: 0, example: null });
  expect(await remove("blobs")).toBe(0);
  await assets.open("default", pinned);

  await bulkhead.deps.db.query.deleteFrom("job").execute();
  const again = await openJob();
  expect(await remove("blobs")).toBe(1); // what the pointer had moved to
  expect((await bulkhead.job(again)).asset.sha256).toBe(pinned);
  await bulkhead.call("DELETE", "/api/assets/events.csv");
  expect(await remove("blobs")).toBe(0);
  await bulkhead.deps.db.query.deleteFrom("job").execute();
  expect(await find("blobs")).toEqual({ count: 1, example: `default/${pinned}` });
  expect(await remove("blobs")).toBe(1);
  await expect(assets.open("default", pinned)).rejects.toMatchObject({ code: "ASSET_NOT_FOUND" });
  expect(await remove("blobs")).toBe(0);
});

test("bytes that are stored again while the cleaner is about to remove them stay", async () => {
  const { assets, db } = bulkhead.deps;
  const receive = () => assets.receive("default", bytes(), { maxBytes: 100, announcedBytes: 0 });
  async function* bytes() {
    yield Buffer.from("the same");
  }
  const { sha256, size, keep } = await receive();
  await keep(); // by a PUT whose commit failed
  const repeated = await receive();
  let removing: Promise<number> | null = null;
  await db.transaction({ name: "PUT" }, async ({ trx }) => {
    await lockBlob(trx, "default", sha256);
    await repeated.keep();
    removing = remove("blobs");
    await lockWaitOf(db.query, "remove");
    await pointAsset(trx, { tenantId: "default", path: "again", sha256, size, contentType: "text/csv" }, true);
  });
  expect(await removing).toBe(0);
  expect((await bulkhead.call("GET", "/api/assets/again?download=1")).body).toBe("the same");
  await Promise.all(Array.from({ length: 20 }, () => [bulkhead.upload("again", "the same"), remove("blobs")]).flat());
  expect((await bulkhead.call("GET", "/api/assets/again?download=1")).body).toBe("the same");
});

test("bodies and uploads of processes that died go after an hour, the body of an open import stays", async () => {
  const { assets } = bulkhead.deps;
  const open = await openJob();
  const [young, old] = [randomUUID(), randomUUID()];
  async function* bytes() {
    yield Buffer.from("[]");
  }
  const hourAgo = new Date(Date.now() - 61 * 60_000);
  for (const id of [open, young, old]) {
    await (await assets.receive("default", bytes(), { maxBytes: 100, announcedBytes: 0 })).keepPrivate(id);
    if (id !== young)
      await utimes(join(bulkhead.env.BULKHEAD_DATA_DIR ?? "", "assets", "default/private", id), hourAgo, hourAgo);
  }
  expect(await find("bodies")).toEqual({ count: 1, example: `default/${old}` });
  expect([await remove("bodies"), await remove("bodies")]).toEqual([1, 0]);
  for (const id of [open, young]) await assets.openPrivate("default", id);
  await expect(assets.openPrivate("default", old)).rejects.toMatchObject({ code: "ASSET_NOT_FOUND" });
});

test("an erasure is forgotten after a day, unless an import is open that was accepted before it", async () => {
  const { query } = bulkhead.deps.db;
  const erased = async () =>
    (await query.selectFrom("erasedSubject").select("entity").orderBy("entity").execute()).length;
  const older = await openJob();
  const keys = [randomBytes(32)];
  for (const entity of ["user", "student"])
    await rememberErased(query, { tenantId: "default", entity, id: "ada" }, keys);
  await rememberErased(query, { tenantId: "other", entity: "user", id: "ada" }, keys);
  expect(await remove("erasures")).toBe(0);
  await sql`update erased_subject set erased_at = now() - interval '4 days' where entity = 'user'`.execute(query);
  await sql`update job set created_at = now() - interval '5 days' where id = ${older}`.execute(query);
  expect(await find("erasures")).toMatchObject({ count: 1 });
  expect(await remove("erasures")).toBe(1);
  expect(await erased()).toBe(2);
  await sql`update job set created_at = now() - interval '3 days' where id = ${older}`.execute(query);
  expect([await remove("erasures"), await remove("erasures"), await erased()]).toEqual([1, 0, 1]);
});

test("a step that is stopped has removed what it had come to, and the next one goes on", async () => {
  for (let job = 0; job < 3; job++) await endedJob("100 days");
  const stop = new AbortController();
  stop.abort(new Error("stopped"));
  await expect(leftovers.jobs.remove(bulkhead.deps, stop.signal)).rejects.toThrow("stopped");
  expect(await remove("jobs")).toBe(3);
});
