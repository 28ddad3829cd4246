import { randomUUID } from "node:crypto";
import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { leftovers } from "../../src/cleanup/index.js";
import { lockBlob, pointAsset } from "../../src/db/assets.js";
import { rememberErased } from "../../src/db/erased-subjects.js";
import type { LeftoverKind } from "../../src/domain/leftover.js";
import type { JobResource } from "../../src/http/job-resource.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";

/** Without a worker every job stays as it was accepted, or as the test leaves it. */
let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
});
afterAll(() => bulkhead.stop());
beforeEach(async () => {
  await sql`truncate job cascade`.execute(bulkhead.deps.db.query);
  await sql`truncate asset`.execute(bulkhead.deps.db.query);
  await sql`truncate staged_course_group_in_person_event, staged_chunk`.execute(bulkhead.deps.db.query);
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

async function stage(jobId: string): Promise<void> {
  const { query } = bulkhead.deps.db;
  for (const line of [2, 3]) {
    await sql`
      insert into staged_course_group_in_person_event (job_id, chunk_no, line, byte_start, byte_length, valid)
      values (${jobId}, 0, ${line}, 0, 0, true)`.execute(query);
  }
  await sql`insert into staged_chunk values (${jobId}, 0, 2, 0, '{}')`.execute(query);
}

async function stagedJobs(table: string): Promise<string[]> {
  const { rows } = await sql<{ jobId: string }>`select distinct job_id from ${sql.table(table)} order by 1`.execute(
    bulkhead.deps.db.query,
  );
  return rows.map(({ jobId }) => jobId);
}

test("staged rows and done-marks of imports that are over go, those of open ones and of ones that have just ended stay", async () => {
  const kept = [await openJob(), await endedJob("1 minute")].sort();
  const gone = [await endedJob("1 hour"), randomUUID()];
  for (const id of [...kept, ...gone]) await stage(id);
  for (const [kind, table] of [
    ["staging", "staged_course_group_in_person_event"],
    ["doneMarks", "staged_chunk"],
  ] as const) {
    expect(await find(kind)).toMatchObject({ count: 2, example: expect.toSatisfy((id) => gone.includes(id)) });
    expect(await remove(kind)).toBe(2);
    expect(await stagedJobs(table)).toEqual(kept);
    expect([await find(kind), await remove(kind)]).toEqual([{ count: 0, example: null }, 0]);
  }
});

test("more rows than one batch go, and only those of their import", async () => {
  const { query } = bulkhead.deps.db;
  const [kept, gone] = [await openJob(), await endedJob("1 hour")];
  for (const id of [kept, gone]) {
    await sql`
      insert into staged_course_group_in_person_event (job_id, chunk_no, line, byte_start, byte_length, valid)
      select ${id}::uuid, 0, line, 0, 0, true from generate_series(1, 12000) as line`.execute(query);
  }
  expect(await remove("staging")).toBe(1);
  const { rows } = await sql<{ jobId: string; rows: number }>`
    select job_id, count(*) as rows from staged_course_group_in_person_event group by 1`.execute(query);
  expect(rows).toEqual([{ jobId: kept, rows: 12_000 }]);
});

test("a staging table goes with its import, also where its name was cut, and waits while somebody works in it", async () => {
  const { query, transaction } = bulkhead.deps.db;
  const nameOf = (id: string, entity = "event") => `staged_${entity}_${id.replaceAll("-", "")}`.slice(0, 63);
  const long = "course_group_in_person_event";
  const kept = [nameOf(await openJob(), long), nameOf(await endedJob("1 minute"))];
  const gone = [nameOf(await endedJob("1 hour"), long), nameOf(randomUUID())];
  for (const name of [...kept, ...gone]) {
    await sql`create unlogged table ${sql.table(name)} (like staged_event)`.execute(query);
  }
  const tables = async () => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class where relkind = 'r' and relname ~ '_[0-9a-f]{20,}$' order by 1`.execute(
      query,
    );
    return rows.map(({ name }) => name);
  };
  await transaction({ name: "read" }, async ({ trx }) => {
    await sql`select from ${sql.table(gone[0] ?? "")}`.execute(trx);
    expect(await remove("stagingTables")).toBe(1);
  });
  expect(await tables()).toEqual([...kept, gone[0]].sort());
  expect(await find("stagingTables")).toEqual({ count: 1, example: gone[0] });
  expect(await remove("stagingTables")).toBe(1);
  expect(await tables()).toEqual(kept.sort());
  expect(await remove("stagingTables")).toBe(0);
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
  const receive = () => assets.receive("default", bytes(), 100);
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
    await new Promise((resolve) => setTimeout(resolve, 300));
    await pointAsset(trx, { tenantId: "default", path: "again", sha256, size, contentType: "text/csv" }, true);
  });
  expect(await removing).toBe(0);
  expect((await bulkhead.call("GET", "/api/assets/again?download=1")).body).toBe("the same");
  await Promise.all(Array.from({ length: 20 }, () => [bulkhead.upload("again", "the same"), remove("blobs")]).flat());
  expect((await bulkhead.call("GET", "/api/assets/again?download=1")).body).toBe("the same");
});

test("bodies and uploads of processes that died go after an hour, the body of an open import stays", async () => {
  const { assets, config } = bulkhead.deps;
  const open = await openJob();
  const [young, old] = [randomUUID(), randomUUID()];
  async function* bytes() {
    yield Buffer.from("[]");
  }
  const hourAgo = new Date(Date.now() - 61 * 60_000);
  for (const id of [open, young, old]) {
    await (await assets.receive("default", bytes(), 100)).keepPrivate(id);
    if (id !== young) await utimes(join(config.assetFolder, "default/private", id), hourAgo, hourAgo);
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
  for (const entity of ["user", "student"]) await rememberErased(query, { tenantId: "default", entity, id: "ada" });
  await rememberErased(query, { tenantId: "other", entity: "user", id: "ada" });
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
  for (let job = 0; job < 3; job++) await stage(await endedJob("1 hour"));
  const stop = new AbortController();
  stop.abort(new Error("stopped"));
  await expect(leftovers.staging.remove(bulkhead.deps, stop.signal)).rejects.toThrow("stopped");
  expect(await remove("staging")).toBe(3);
});
