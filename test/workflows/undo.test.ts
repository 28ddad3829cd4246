import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { leftovers } from "../../src/cleanup/index.js";
import { lockFindings, rebuildFindings } from "../../src/db/integrity/findings.js";
import { approveJob } from "../../src/db/jobs/approvals.js";
import { limitLockWaits } from "../../src/db/lock.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { acceptUndo } from "../../src/services/jobs/undo-import.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { startRole } from "../support/child-process.js";
import { type EventCells, eventCells, eventColumns, eventId, quoted } from "../support/event-file.js";
import { hold, lockWaitOf } from "../support/hold.js";
import { withQuickStarter } from "../support/quick-starter.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

let importerId = "";
beforeEach(() => {
  importerId = `importer-${randomUUID()}`;
});

const idOf = (row: number) => `${eventId(row)}-${importerId}`;
const withSlug = [...eventColumns, "slug"] as const;
type Cells = EventCells & { readonly slug: string };

/** A file of the importer's rows; those for which `change` gives null are left out. */
function csv(rows: number, change: (row: number) => Partial<Cells> | null = () => ({}), columns = withSlug): string {
  const lines = Array.from({ length: rows }, (_, n) => n + 1).flatMap((row) => {
    const changed = change(row);
    if (changed === null) return [];
    const cells = { ...eventCells(row), slug: "", id: idOf(row), description: "", ...changed };
    return [columns.map((column) => quoted(cells[column])).join(",")];
  });
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

/** Only the rows of these numbers. */
const only =
  (numbers: readonly number[], cells: Partial<Cells> = {}) =>
  (row: number) =>
    numbers.includes(row) ? cells : null;

/** All of the importer's rows, except for when they were written last and from what bytes. */
async function stored(of = bulkhead): Promise<Map<string, object>> {
  const rows = await of.deps.db.query
    .selectFrom("courseGroupInPersonEvent")
    .selectAll()
    .where("id", "like", `%-${importerId}`)
    .orderBy("id")
    .execute();
  return new Map(rows.map(({ updatedAt: _at, sourceHash: _hash, ...row }) => [row.id, row]));
}

const undo = (id: string, of = bulkhead) => of.call<JobResource>("POST", `/api/jobs/${id}/undo`);

async function undone(id: string, of = bulkhead): Promise<JobResource> {
  expect((await undo(id, of)).status).toBe(202);
  await expect.poll(async () => (await of.job(id)).undo?.finishedAt).toEqual(expect.any(String));
  return of.job(id);
}

async function post(content: string, options: Record<string, unknown> = {}): Promise<JobResource> {
  const asset = `${randomUUID()}.csv`;
  await bulkhead.upload(asset, content);
  const json = { entity: "courseGroupInPersonEvent", asset, importerId, ...options };
  return (await bulkhead.call<JobResource>("POST", "/api/imports", { json })).body;
}

async function movedOn({ links }: JobResource) {
  const { body } = await bulkhead.call<{ items: { record: object }[] }>("GET", `${links.rows}?outcome=moved_on`);
  return body.items.map(({ record }) => record);
}

async function snapshot(content: string): Promise<JobResource> {
  const { id } = await post(content, { mode: "snapshot" });
  await expect.poll(async () => (await bulkhead.job(id)).state).toBe("awaiting_approval");
  await bulkhead.call("POST", `/api/jobs/${id}/approve`);
  return bulkhead.jobEnd(id);
}

describe.each([{ rows: 40 }, { rows: 6_000 }])("the undo of a snapshot of $rows rows", ({ rows }) => {
  test("leaves every row exactly as it was: created ones gone, updated ones as before, deleted ones back", async () => {
    const first = await bulkhead.import(csv(rows), { importerId });
    const before = await stored();
    const total = rows + rows / 20;
    const job = await snapshot(
      csv(total, (row) => (row % 10 < 3 && row <= rows ? null : row % 10 === 5 ? { city: "Linz" } : {})),
    );
    const counts = { created: job.counts.created, updated: job.counts.updated, deleted: job.counts.deleted };
    expect(counts).toEqual({ created: rows / 20, updated: rows / 10, deleted: (3 * rows) / 10 });
    expect(await stored()).not.toEqual(before);

    const result = await undone(job.id);
    expect(result).toMatchObject({
      state: "undone",
      counts,
      undo: {
        requestedBy: "admin-key",
        counts: { deleted: counts.created, restored: counts.updated, recreated: counts.deleted, movedOn: 0 },
        error: null,
      },
    });
    expect(await stored()).toEqual(before);
    expect(await movedOn(result)).toEqual([]);
    expect(await rebuildFindings(bulkhead.deps.db, "default")).toMatchObject({ opened: 0, closed: 0 });
    expect(await undo(job.id)).toMatchObject({ status: 202, body: { state: "undone" } });

    // What is as it was, is unchanged when it is sent again; and the import before can be undone as well.
    expect(await bulkhead.import(csv(rows), { importerId, dryRun: true })).toMatchObject({
      counts: { unchanged: rows },
    });
    expect(await undone(first.id)).toMatchObject({ undo: { counts: { deleted: rows, movedOn: 0 } } });
    expect(await stored()).toEqual(new Map());
  });
});

test("rows that were changed or deleted afterwards are left alone and listed", async () => {
  await bulkhead.import(csv(6), { importerId });
  const before = await stored();
  const job = await bulkhead.import(
    csv(9, (row) => ({ city: `job ${row}` })),
    { importerId },
  );
  const heir = { importerId: `heir of ${importerId}` };
  await bulkhead.import(csv(9, only([2, 7], { city: "heir" })), heir);
  await bulkhead.import(csv(9, only([3, 8], { city: "twice" })), heir);
  const twice = await bulkhead.import(csv(9, only([3, 8], { city: "heir" })), heir);
  // Their importer deletes the row that the job had created, and one that it had updated.
  const left = csv(9, (row) =>
    [1, 9].includes(row) ? null : [2, 3, 7, 8].includes(row) ? null : { city: `job ${row}` },
  );
  await snapshot(left);
  const current = await stored();

  const result = await undone(job.id);
  expect(result.undo?.counts).toEqual({ deleted: 0, restored: 3, recreated: 0, movedOn: 6 });
  const after = new Map(current);
  for (const row of [4, 5, 6]) after.set(idOf(row), before.get(idOf(row)) ?? {});
  expect(await stored()).toEqual(after);
  expect(await movedOn(result)).toMatchObject([
    { id: idOf(1) },
    { id: idOf(2), city: "heir" },
    { id: idOf(3), city: "heir" },
    { id: idOf(7), city: "heir" },
    { id: idOf(8), city: "heir" },
    { id: idOf(9) },
  ]);
  expect((await undone(twice.id)).undo?.counts).toEqual({ deleted: 0, restored: 2, recreated: 0, movedOn: 0 });
});

test("a deleted row that is there again is left alone, and so is one whose slug was taken", async () => {
  await bulkhead.import(
    csv(4, (row) => ({ slug: `${importerId}-${row}` })),
    { importerId },
  );
  const job = await snapshot(csv(4, only([3, 4], {})));
  await bulkhead.import(
    csv(1, () => ({ city: "again" })),
    { importerId },
  );
  await bulkhead.import(
    csv(1, () => ({ id: randomUUID(), slug: `${importerId}-2` })),
    { importerId: "other" },
  );
  const result = await undone(job.id);
  expect(result.undo?.counts).toEqual({ deleted: 0, restored: 0, recreated: 0, movedOn: 2 });
  expect(await movedOn(result)).toMatchObject([{ id: idOf(1), city: "again" }, { id: idOf(2) }]);
  expect([...(await stored()).keys()]).toEqual([1, 3, 4].map(idOf));
});

test("an undo takes its turn: behind the imports that were accepted before it, and before those after it", async () => {
  const job = await bulkhead.import(csv(3), { importerId });
  const { DATABASE_URL = "" } = bulkhead.env;
  const held = await hold(DATABASE_URL, `select from course_group_in_person_event where id = '${idOf(1)}' for update`);
  const first = await post(csv(1, () => ({ city: "first" })));
  await undo(job.id);
  const last = await post(csv(3, () => ({ city: "last" })));
  await expect.poll(async () => (await bulkhead.job(last.id)).blockedBy).toBe(first.id);
  expect(await bulkhead.job(job.id)).toMatchObject({ state: "complete", undo: { finishedAt: null } });
  await held.release();
  expect(await bulkhead.jobEnd(last.id)).toMatchObject({ state: "complete", counts: { created: 2, updated: 1 } });
  const result = await bulkhead.job(job.id);
  expect(result).toMatchObject({ state: "undone", undo: { counts: { deleted: 2, movedOn: 1 } } });
  const [firstEnd, undoEnd] = [(await bulkhead.job(first.id)).finishedAt, result.undo?.finishedAt];
  expect([firstEnd, undoEnd, (await bulkhead.job(last.id)).finishedAt]).toEqual(
    [firstEnd, undoEnd, (await bulkhead.job(last.id)).finishedAt].sort(),
  );
});

test("an undo that was accepted while Temporal was away gets its start and the signal of its turn from the starter", async () => {
  const job = await bulkhead.import(csv(3), { importerId });
  const { query } = bulkhead.deps.db;
  const row = await query.selectFrom("job").selectAll().where("id", "=", job.id).executeTakeFirstOrThrow();
  await acceptUndo(bulkhead.deps, row, "somebody");
  await withQuickStarter(bulkhead, async () => {
    await expect.poll(async () => (await bulkhead.job(job.id)).state).toBe("undone");
  });

  const next = await bulkhead.import(csv(3), { importerId });
  const { id } = await post(csv(0), { mode: "snapshot" });
  await expect.poll(async () => (await bulkhead.job(id)).state).toBe("awaiting_approval");
  await undo(next.id);
  const waits = async () =>
    (await query.selectFrom("job").select("undoWaitsForTurn").where("id", "=", next.id).execute())[0];
  await expect.poll(waits).toEqual({ undoWaitsForTurn: true });
  // The message of the approval is lost as well.
  await approveJob(query, id, "somebody", null);
  await withQuickStarter(bulkhead, async () => {
    expect(await bulkhead.jobEnd(id)).toMatchObject({ state: "complete", counts: { deleted: 3 } });
    await expect.poll(async () => (await bulkhead.job(next.id)).state).toBe("undone");
  });
});

test("what cannot be undone answers with its true state, and what could be once with UNDO_EXPIRED", async () => {
  const failed = await bulkhead.import(
    csv(1, () => ({ title: "" })),
    { importerId, onInvalid: "abort" },
  );
  expect(await undo(failed.id)).toMatchObject({ status: 409, body: { code: "WRONG_JOB_STATE", state: "failed" } });
  const dry = await bulkhead.import(csv(1), { importerId, dryRun: true });
  expect(await undo(dry.id)).toMatchObject({ status: 409, body: { code: "WRONG_JOB_STATE" } });
  expect((await undo(randomUUID())).status).toBe(404);

  await bulkhead.import(csv(2), { importerId });
  const change = await bulkhead.import(
    csv(2, () => ({ city: "Linz" })),
    { importerId },
  );
  const age = async (days: number) => {
    const finishedAt = new Date(Date.now() - days * 86_400_000);
    await bulkhead.deps.db.query.updateTable("job").set({ finishedAt }).where("id", "=", change.id).execute();
  };
  const images = async () => {
    const rows = await bulkhead.deps.db.query.selectFrom("job").select("images").where("id", "=", change.id).execute();
    return rows[0]?.images;
  };
  await age(29);
  await leftovers.images.remove(bulkhead.deps, new AbortController().signal);
  expect(await images()).toBe("kept");
  await age(30);
  expect(await undo(change.id)).toMatchObject({ status: 409, body: { code: "UNDO_EXPIRED" } });
  expect(await leftovers.images.remove(bulkhead.deps, new AbortController().signal)).toBe(1);
  expect(await images()).toBe("none");
  await age(1);
  expect(await undo(change.id)).toMatchObject({ status: 409, body: { code: "UNDO_EXPIRED" } });
});

test("an undo that misses before-images changes nothing: a row without one may be one that was updated", async () => {
  await bulkhead.import(csv(6), { importerId });
  const job = await bulkhead.import(
    csv(9, (row) => ({ city: `job ${row}` })),
    { importerId },
  );
  const before = await stored();
  const lost = [1, 2, 3].map(idOf);
  await sql`
    delete from before_course_group_in_person_event where changed_by = ${job.id} and id = any(${lost}::text[])`.execute(
    bulkhead.deps.db.query,
  );
  expect(await undone(job.id)).toMatchObject({
    state: "complete",
    undo: { counts: null, error: { code: "UNDO_EXPIRED" } },
  });
  expect(await stored()).toEqual(before);
});

test("an undo that waits for a slug holds up no other import", async () => {
  const slug = `slug-${importerId}`;
  await bulkhead.import(
    csv(2, (row) => (row === 1 ? { slug } : {})),
    { importerId },
  );
  const job = await bulkhead.import(
    csv(1, () => ({ slug: `${slug}-2` })),
    { importerId },
  );
  const held = await hold(
    bulkhead.env.DATABASE_URL ?? "",
    `update course_group_in_person_event set slug = '${slug}' where id = '${idOf(2)}'`,
  );
  await undo(job.id);
  const waits = async () => {
    const { rows } = await sql<{ waits: number }>`
      select count(*) as waits from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and application_name = ${`undo ${job.id}`}
      `.execute(bulkhead.deps.db.query);
    return rows[0]?.waits;
  };
  await expect.poll(waits, { timeout: 20_000 }).toBe(1);
  await bulkhead.deps.db.transaction({ name: "another import" }, async ({ trx }) => {
    await limitLockWaits(trx, "5s");
    await lockFindings(trx, "default");
  });
  await held.release();
  await expect.poll(async () => (await bulkhead.job(job.id)).state, { timeout: 20_000 }).toBe("undone");
});

test("an erasure covers before-images: no undo brings the row back, nor a reference to it", async () => {
  const list = async (name: string, objects: readonly object[], query = "") => {
    const { status, headers } = await bulkhead.call("POST", `/import/${name}?importerId=${importerId}${query}`, {
      body: JSON.stringify(objects),
      headers: { "Content-Type": "application/json" },
    });
    expect(status).toBe(200);
    return headers.get("content-location")?.split("/").at(-1) ?? "";
  };
  const [ada, bob] = [`ada-${importerId}`, `bob-${importerId}`];
  const user = (id: string, lastName: string) => ({ id, firstName: "F", lastName });
  await list("users", [user(ada, "one"), user(bob, "one")]);
  await list("courses", [{ id: `c-${importerId}`, name: "C", lecturerIds: [ada, bob] }]);
  await list("students", [{ id: `s-${importerId}`, userId: ada }]);
  const users = await list("users", [user(ada, "two"), user(bob, "two")]);
  const courses = await list("courses", [{ id: `c-${importerId}`, name: "D", lecturerIds: [bob] }]);
  const students = await list("students", [{ id: `s-${importerId}`, userId: bob }]);

  const erased = await bulkhead.call("DELETE", `/api/subjects/user/${ada}`);
  expect(erased).toMatchObject({ status: 200, body: { removed: { rows: 1, images: 1 } } });
  for (const { name } of [{ name: "user" }, { name: "course" }, { name: "student" }] as const) {
    const { rows } = await imagesHolding(name, ada);
    expect([name, rows]).toEqual([name, 0]);
  }
  expect((await undone(users)).undo?.counts).toEqual({ deleted: 0, restored: 1, recreated: 0, movedOn: 0 });
  expect((await undone(courses)).undo?.counts).toMatchObject({ restored: 1 });
  // A student cannot be without a user.
  expect((await undone(students)).undo?.counts).toMatchObject({ restored: 0, movedOn: 1 });
  const { query } = bulkhead.deps.db;
  const like = `%${importerId}`;
  expect(await query.selectFrom("user").select(["id", "lastName"]).where("id", "like", like).execute()).toEqual([
    { id: bob, lastName: "one" },
  ]);
  expect(await query.selectFrom("course").select("lecturerIds").where("id", "like", like).execute()).toEqual([
    { lecturerIds: [bob] },
  ]);
  expect(await query.selectFrom("student").select("userId").where("id", "like", like).execute()).toEqual([
    { userId: bob },
  ]);
  expect(await rebuildFindings(bulkhead.deps.db, "default")).toMatchObject({ opened: 0, closed: 0 });
});

async function imagesHolding(entity: string, id: string) {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(`before_${entity}`)} as image where image::text like ${`%${id}%`}`.execute(
    bulkhead.deps.db.query,
  );
  return { rows: rows[0]?.count };
}

test("kill -9 of the worker in the middle of an undo: another one does it, once", async () => {
  const http = await TestBulkhead.start({}, "http");
  const env = { ...http.env };
  const worker = await startRole("worker", env);
  try {
    await http.import(csv(50), { importerId });
    const before = await stored(http);
    const job = await http.import(
      csv(60, () => ({ city: "Linz" })),
      { importerId },
    );
    const held = await hold(
      env.DATABASE_URL ?? "",
      `select from course_group_in_person_event where id = '${idOf(60)}' for update`,
    );
    await undo(job.id, http);
    await lockWaitOf(http.deps.db.query, `undo ${job.id}`);
    await worker.kill();
    await held.release();
    expect(await http.job(job.id)).toMatchObject({ state: "complete", undo: { finishedAt: null } });
    expect(await stored(http)).not.toEqual(before);
    const other = await startRole("worker", env);
    await expect.poll(async () => (await http.job(job.id)).state).toBe("undone");
    expect(await stored(http)).toEqual(before);
    await other.kill();
  } finally {
    await worker.kill().catch(() => undefined);
    await http.stop();
  }
});
