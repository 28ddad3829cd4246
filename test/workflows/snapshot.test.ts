import { randomUUID } from "node:crypto";
import { Client, Connection } from "@temporalio/client";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { rebuildFindings } from "../../src/db/integrity/findings.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type EventCells, eventCells, eventColumns, eventId, quoted } from "../support/event-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

let importerId = "";
beforeEach(() => {
  importerId = `importer-${randomUUID()}`;
});

type Change = (row: number) => Partial<EventCells> | null;

/** A file of the importer's rows; those for which `change` gives null are left out. */
function csv(rows: number, change: Change = () => ({})): string {
  const lines = Array.from({ length: rows }, (_, n) => n + 1).flatMap((row) => {
    const changed = change(row);
    if (changed === null) return [];
    const cells = { ...eventCells(row), id: idOf(row), description: "", ...changed };
    return [eventColumns.map((column) => quoted(cells[column])).join(",")];
  });
  return `${[eventColumns.join(","), ...lines].join("\n")}\n`;
}

const idOf = (row: number) => `${eventId(row)}-${importerId}`;

/** All of the importer's rows, except for what says when and by which job they were written. */
async function stored(): Promise<Map<string, object>> {
  const rows = await bulkhead.deps.db.query
    .selectFrom("courseGroupInPersonEvent")
    .selectAll()
    .where("id", "like", `%-${importerId}`)
    .orderBy("id")
    .execute();
  return new Map(rows.map(({ jobId: _job, updatedAt: _at, sourceHash: _hash, ...row }) => [row.id, row]));
}

/** What the store has to hold after a snapshot: the reference, of the rows before and the change alone. */
function expected(before: ReadonlyMap<string, object>, rows: number, change: Change): Map<string, object> {
  const after = new Map<string, object>();
  for (let row = 1; row <= rows; row++) {
    const [id, changed] = [idOf(row), change(row)];
    const was = before.get(id);
    if (was && changed !== null) after.set(id, { ...was, ...changed });
  }
  return after;
}

async function post(content: string, options: Record<string, unknown> = {}): Promise<JobResource> {
  const asset = `${randomUUID()}.csv`;
  await bulkhead.upload(asset, content);
  const json = { entity: "courseGroupInPersonEvent", asset, importerId, ...options };
  return (await bulkhead.call<JobResource>("POST", "/api/imports", { json })).body;
}

async function until(id: string, state: JobResource["state"]): Promise<JobResource> {
  await expect.poll(async () => (await bulkhead.job(id)).state).toBe(state);
  return bulkhead.job(id);
}

const approve = (id: string) => bulkhead.call<JobResource>("POST", `/api/jobs/${id}/approve`);

async function listed(id: string, outcome = "deleted") {
  const records: Record<string, unknown>[] = [];
  for (let cursor = ""; ; ) {
    const page = await bulkhead.call<{ items: { record: Record<string, unknown> }[]; nextCursor: string | null }>(
      "GET",
      `/api/jobs/${id}/rows?outcome=${outcome}&limit=999${cursor}`,
    );
    records.push(...page.body.items.map(({ record }) => record));
    if (page.body.nextCursor === null) return records;
    cursor = `&cursor=${page.body.nextCursor}`;
  }
}

// In one step, and in several.
describe.each([{ rows: 40 }, { rows: 6_000 }])("a snapshot of $rows rows", ({ rows }) => {
  test("that lost 30 % of them waits, shows what would go, and deletes exactly that once it is approved", async () => {
    await bulkhead.import(csv(rows), { importerId });
    const before = await stored();
    const change: Change = (row) => (row % 10 < 3 ? null : row % 10 === 5 ? { city: "Linz" } : {});
    const after = expected(before, rows, change);
    const deleted = [...before.keys()].filter((id) => !after.has(id));
    expect(deleted).toHaveLength((3 * rows) / 10);

    const dry = await bulkhead.import(csv(rows, change), { importerId, mode: "snapshot", dryRun: true });
    const plan = { created: 0, updated: rows / 10, unchanged: (6 * rows) / 10, deleted: deleted.length };
    expect(dry).toMatchObject({ state: "complete", counts: plan, approval: null });
    expect((await listed(dry.id)).map(({ id }) => id)).toEqual(deleted);

    const { id } = await post(csv(rows, change), { mode: "snapshot" });
    const waiting = await until(id, "awaiting_approval");
    expect(waiting).toMatchObject({
      stage: null,
      progress: { percent: 85, rowsRead: (7 * rows) / 10 },
      counts: { ...plan, valid: (7 * rows) / 10, invalid: 0 },
      approval: { owned: rows, approvedBy: null },
      finishedAt: null,
    });
    expect(waiting.approval?.reasons.map(({ code }) => code)).toEqual(
      deleted.length > 1_000 ? ["LARGE_SHARE", "MANY_ROWS"] : ["LARGE_SHARE"],
    );
    const shown = await listed(id);
    expect(shown.map((record) => record.id)).toEqual(deleted);
    const first = before.get(deleted[0] ?? "");
    expect(shown[0]).toMatchObject({
      city: first && "city" in first && first.city,
      startDate: expect.stringMatching(/Z$/),
    });
    expect(await stored()).toEqual(before);

    // It keeps its place in the order, and holds up no other import.
    const next = await post(csv(4, (row) => (row === 4 ? { city: "next" } : null)));
    await expect.poll(async () => (await bulkhead.job(next.id)).blockedBy).toBe(id);
    expect(
      await bulkhead.import(
        csv(1, () => ({ id: randomUUID() })),
        { importerId: "other" },
      ),
    ).toMatchObject({
      state: "complete",
    });

    expect(await approve(id)).toMatchObject({ status: 202, body: { approval: { approvedBy: "admin-key" } } });
    const ended = await bulkhead.jobEnd(id);
    expect(ended).toMatchObject({ state: "complete", counts: plan, progress: { percent: 100 } });
    expect((await bulkhead.jobEnd(next.id)).state).toBe("complete");
    expect(await stored()).toEqual(after.set(idOf(4), { ...before.get(idOf(4)), city: "next" }));
    expect((await listed(id)).map((record) => record.id)).toEqual(deleted);
    expect(await approve(id)).toMatchObject({ status: 202, body: { state: "complete" } });
    expect(await rebuildFindings(bulkhead.deps.db, "default")).toMatchObject({ opened: 0, closed: 0 });
  });

  test("with a rejected row waits however little would go, and never deletes an id that occurs in the file", async () => {
    await bulkhead.import(csv(rows), { importerId });
    const before = await stored();
    const change: Change = (row) => (row === 7 ? null : row === 9 ? { startDate: "soon" } : {});
    const { id } = await post(csv(rows, change), { mode: "snapshot" });
    const waiting = await until(id, "awaiting_approval");
    expect(waiting).toMatchObject({
      counts: { deleted: 1, invalid: 1 },
      issuesByCode: { INVALID_DATE: 1 },
      approval: { reasons: [{ code: "REJECTED_ROWS" }] },
    });
    expect(await listed(id)).toMatchObject([{ id: idOf(7) }]);
    const invalid = await bulkhead.call<{ items: { line: number }[] }>("GET", waiting.links.rows);
    expect(invalid.body.items).toMatchObject([{ line: 9 }]);
    await approve(id);
    expect(await bulkhead.jobEnd(id)).toMatchObject({
      state: "complete_with_rejects",
      counts: { deleted: 1, invalid: 1 },
    });
    expect(await stored()).toEqual(new Map([...before].filter(([key]) => key !== idOf(7))));
  });

  test("within the guard deletes what is missing at once, and a slug that is free again may be taken", async () => {
    const withSlug = (content: string, slug: string) =>
      content
        .replace(/^(.*)$/gm, (line) => (line === "" ? "" : line.startsWith("id,") ? `slug,${line}` : `,${line}`))
        .replace(/^,(.*\n)/m, `${slug},$1`);
    await bulkhead.import(withSlug(csv(rows), `slug-${rows}`), { importerId });
    const job = await bulkhead.import(
      withSlug(
        csv(rows, (row) => (row === 1 ? null : {})),
        `slug-${rows}`,
      ),
      { importerId, mode: "snapshot" },
    );
    expect(job).toMatchObject({ state: "complete", counts: { deleted: 1, updated: 1 }, approval: null });
    expect((await stored()).has(idOf(1))).toBe(false);
  });
});

test("an empty file waits, and rows of other importers are not deleted", async () => {
  await bulkhead.import(csv(10), { importerId });
  await bulkhead.import(csv(3), { importerId: "heir" });
  const { id } = await post(csv(0), { mode: "snapshot" });
  expect(await until(id, "awaiting_approval")).toMatchObject({
    counts: { deleted: 7 },
    approval: { owned: 7, reasons: [{ code: "EMPTY_FILE" }, { code: "LARGE_SHARE" }] },
  });
  await approve(id);
  expect(await bulkhead.jobEnd(id)).toMatchObject({ state: "complete", counts: { deleted: 7 } });
  expect([...(await stored()).keys()]).toEqual([1, 2, 3].map(idOf));
});

test("the job asks again before it deletes a row that the approval did not show", async () => {
  await bulkhead.import(csv(10), { importerId });
  await bulkhead.import(csv(1), { importerId: "other" });
  const { id } = await post(
    csv(10, (row) => (row < 6 ? null : {})),
    { mode: "snapshot" },
  );
  await until(id, "awaiting_approval");
  expect(await listed(id)).toHaveLength(4);
  // As an undo of the other importer's job would.
  await sql`update course_group_in_person_event set importer_id = ${importerId} where id = ${idOf(1)}`.execute(
    bulkhead.deps.db.query,
  );
  const { askedAt } = (await bulkhead.job(id)).approval ?? {};
  await approve(id);
  await expect.poll(async () => (await bulkhead.job(id)).approval?.askedAt).not.toBe(askedAt);
  expect(await bulkhead.job(id)).toMatchObject({ state: "awaiting_approval", approval: { approvedAt: null } });
  expect(await listed(id)).toHaveLength(5);
  await approve(id);
  expect(await bulkhead.jobEnd(id)).toMatchObject({ state: "complete", counts: { deleted: 5 } });
});

test("what refers to a deleted row is found by the global validation, and read again when it is sent again", async () => {
  await bulkhead.import(csv(3), { importerId });
  const session = (row: number) => `s-${row}-${importerId}`;
  const sessions = csv(3, (row) => ({ id: session(row) })).replace(/^(.*)$/gm, (line) => {
    if (line === "") return "";
    if (line.startsWith("id,")) return `courseGroupId,${line}`;
    return `${idOf(Number(line.slice(2, 3)))},${line}`;
  });
  const events = { entity: "inPersonEvent", importerId };
  expect(await bulkhead.import(sessions, events)).toMatchObject({ state: "complete" });
  const dry = await bulkhead.import(
    csv(3, (row) => (row === 2 ? null : {})),
    { importerId, mode: "snapshot", dryRun: true },
  );
  const { id } = await post(
    csv(3, (row) => (row === 2 ? null : {})),
    { mode: "snapshot" },
  );
  await until(id, "awaiting_approval");
  await approve(id);
  const ended = await bulkhead.jobEnd(id);
  const findings = [expect.stringContaining(idOf(2))];
  expect(ended.globalValidation?.warnings).toMatchObject({ inPersonEvent: findings });
  expect(dry.globalValidation?.warnings).toMatchObject({ inPersonEvent: findings });
  expect(await rebuildFindings(bulkhead.deps.db, "default")).toMatchObject({ opened: 0, closed: 0 });
  expect(await bulkhead.import(sessions, events)).toMatchObject({
    counts: { unchanged: 2, invalid: 1 },
    issuesByCode: { MISSING_REFERENCE: 1 },
  });
});

test("a job that asks nothing cannot be approved, and the answer says what it is", async () => {
  const job = await bulkhead.import(csv(1), { importerId });
  expect(await approve(job.id)).toMatchObject({ status: 409, body: { code: "WRONG_JOB_STATE", state: "complete" } });
});

test("without an approval in time the job is cancelled, and the next one goes on", async () => {
  const impatient = await TestBulkhead.start({ BULKHEAD_APPROVAL_SECONDS: "3" });
  try {
    await impatient.import(csv(10), { importerId });
    const [empty, next] = [`${randomUUID()}.csv`, `${randomUUID()}.csv`];
    await impatient.upload(empty, csv(0));
    await impatient.upload(
      next,
      csv(1, () => ({ city: "next" })),
    );
    const start = async (asset: string, mode: string) => {
      const json = { entity: "courseGroupInPersonEvent", asset, importerId, mode };
      return (await impatient.call<JobResource>("POST", "/api/imports", { json })).body.id;
    };
    const [id, after] = [await start(empty, "snapshot"), await start(next, "upsert")];
    expect(await impatient.jobEnd(id)).toMatchObject({ state: "cancelled", error: { code: "APPROVAL_EXPIRED" } });
    expect(await impatient.jobEnd(after)).toMatchObject({ state: "complete", counts: { updated: 1 } });
    const { body } = await impatient.call<{ data: { APIBackgroundJob: object } }>("GET", `/incoming/v2/jobs/${id}`);
    expect(body.data.APIBackgroundJob).toMatchObject({
      status: "failed",
      errorMessage: expect.stringMatching(/^APPROVAL_EXPIRED/),
    });
    expect(await impatient.call("POST", `/api/jobs/${id}/approve`)).toMatchObject({ status: 409 });
  } finally {
    await impatient.stop();
  }
});

test("a job that awaits approval can be cancelled: nothing of it was written, what would have gone stays listed, and the next one goes on", async () => {
  await bulkhead.import(csv(10), { importerId });
  const before = await stored();
  const asking = await post(
    csv(10, (row) => (row > 5 ? null : { city: "Linz" })),
    { mode: "snapshot" },
  );
  const { approval } = await until(asking.id, "awaiting_approval");
  const earlier = new Date(Date.parse(approval?.askedAt ?? "") - 1).toISOString();
  expect(await bulkhead.call("POST", `/api/jobs/${asking.id}/approve?askedAt=${earlier}`)).toMatchObject({
    status: 409,
    body: { state: "awaiting_approval" },
  });
  const next = await post(csv(10), {});
  const cancelled = await bulkhead.call<JobResource>("POST", `/api/jobs/${asking.id}/cancel`);
  expect(cancelled).toMatchObject({
    status: 202,
    body: { state: "cancelled", counts: { valid: 5, created: 0, updated: 0, unchanged: 0, deleted: 0 } },
  });
  expect(await listed(asking.id)).toHaveLength(5);
  expect(await approve(asking.id)).toMatchObject({ status: 409, body: { state: "cancelled" } });
  expect(await bulkhead.jobEnd(next.id)).toMatchObject({ state: "complete", counts: { unchanged: 10 } });
  expect(await stored()).toEqual(before);
});

test("a small snapshot whose answer was lost after it asked still asks, and is done once it is approved", async () => {
  await bulkhead.import(csv(10), { importerId });
  const wrong = csv(10, (row) => (row > 5 ? null : row === 2 ? { country: "XX" } : {}));
  const asking = await post(wrong, { mode: "snapshot" });
  const { workflowId } = await until(asking.id, "awaiting_approval");
  const connection = await Connection.connect({ address: inject("temporalAddress") });
  const { events } = await new Client({ connection }).workflow.getHandle(workflowId).fetchHistory();
  const first = events?.find(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes);
  await connection.workflowService.resetWorkflowExecution({
    namespace: "default",
    workflowExecution: { workflowId },
    workflowTaskFinishEventId: first?.eventId ?? null,
    requestId: randomUUID(),
    reason: "a test",
  });
  await connection.close();
  const { approval } = await until(asking.id, "awaiting_approval");
  const yes = () => bulkhead.call("POST", `/api/jobs/${asking.id}/approve?askedAt=${approval?.askedAt}`);
  expect((await yes()).status).toBe(202);
  expect((await yes()).status).toBe(202);
  expect(await bulkhead.jobEnd(asking.id)).toMatchObject({
    state: "complete_with_rejects",
    counts: { valid: 4, invalid: 1, unchanged: 4, deleted: 5 },
  });
});
