import { randomUUID } from "node:crypto";
import { Client, Connection } from "@temporalio/client";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { type CleanupResult, cleanupWorkflowType } from "../../workflows/contract.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCells, eventCsv } from "../support/event-file.js";

let bulkhead: TestBulkhead;
let connection: Connection;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({
    BULKHEAD_KEEP_JOBS_DAYS: "60",
    BULKHEAD_KEEP_REPORTS_DAYS: "20",
    BULKHEAD_KEEP_UNDO_DAYS: "60",
  });
  connection = await Connection.connect({ address: inject("temporalAddress") });
});
afterAll(async () => {
  await connection.close();
  await bulkhead.stop();
});
/** Every test begins with a store in which nothing is left over. */
beforeEach(async () => {
  await age(60);
  await bulkhead.deps.db.query.deleteFrom("asset").execute();
  await cleanUp();
});

function cleanUp(): Promise<CleanupResult> {
  const taskQueue = bulkhead.env.BULKHEAD_TASK_QUEUE ?? "";
  return new Client({ connection }).workflow.execute(cleanupWorkflowType, { workflowId: randomUUID(), taskQueue });
}

const nothing = {
  ...{ stagingTables: 0, bodies: 0, images: 0, reports: 0 },
  ...{ jobs: 0, findings: 0, erasures: 0, blobs: 0, auditEvents: 0, webhookDeliveries: 0 },
};

/** All jobs, or one, as if they had ended so many days and a minute earlier. */
async function age(days: number, id: string | null = null): Promise<void> {
  await sql`
    update job set finished_at = finished_at - ${days} * interval '1 day' - interval '1 minute'
    where id = coalesce(${id}::uuid, id)`.execute(bulkhead.deps.db.query);
}

const faulty = eventCsv({ rows: 5, change: (_, row) => (row === 2 ? { title: "" } : {}) });
const changed = eventCsv({ rows: 3, change: (_, row) => ({ title: `Another ${eventCells(row).title}` }) });

async function postList(list: string, objects: readonly object[], query = ""): Promise<string> {
  const { status, headers } = await bulkhead.call("POST", `/import/${list}?importerId=campus${query}`, {
    body: JSON.stringify(objects),
    headers: { "Content-Type": "application/json" },
  });
  expect(status).toBe(200);
  return headers.get("content-location")?.split("/").at(-1) ?? "";
}

async function countsOf(jobId: string) {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*) from job where id = ${jobId}) as jobs,
      (select count(*) from job_check where job_id = ${jobId}) as checks,
      (select count(*) from chunk where job_id = ${jobId}) as chunks,
      (select count(*) from row_report where job_id = ${jobId}) as reports,
      (select count(*) from integrity_preview where job_id = ${jobId}) as previews,
      (select count(*) from course_group_in_person_event where job_id = ${jobId}) as rows`.execute(
    bulkhead.deps.db.query,
  );
  return rows[0];
}

async function isStored({ asset }: JobResource): Promise<boolean> {
  return bulkhead.deps.assets.open("default", asset.sha256 ?? "").then(
    () => true,
    () => false,
  );
}

const rows = (id: string, outcome = "invalid") =>
  bulkhead.call<{ code?: string; items?: unknown[] }>("GET", `/api/jobs/${id}/rows?outcome=${outcome}`);

test("a job past its time goes with all that is its own, and with nothing else", async () => {
  const old = await bulkhead.import(faulty);
  const kept = await bulkhead.import(changed);
  const dryRun = await postList("students", [{ id: "s", userId: "nobody" }], "&dryRun=true");
  await bulkhead.deps.db.query.deleteFrom("asset").execute();
  expect(await countsOf(old.id)).toMatchObject({ jobs: 1, checks: 1, chunks: 1, reports: 1, rows: 2 });
  expect(await countsOf(dryRun)).toMatchObject({ jobs: 1, previews: 1 });
  await age(59);
  expect(await cleanUp()).toMatchObject({ jobs: 0 });
  await age(-59, kept.id);
  await age(1, old.id);
  await age(1, dryRun);

  expect(await cleanUp()).toEqual({ ...nothing, images: 1, jobs: 2 });
  const gone = { jobs: 0, checks: 0, chunks: 0, reports: 0, previews: 0 };
  expect(await countsOf(old.id)).toEqual({ ...gone, rows: 2 });
  expect(await countsOf(dryRun)).toEqual({ ...gone, rows: 0 });
  expect(await bulkhead.call("GET", `/api/jobs/${old.id}`)).toMatchObject({ status: 404 });
  expect(await countsOf(kept.id)).toMatchObject({ jobs: 1, checks: 1, chunks: 1, rows: 3 });
  expect(await cleanUp()).toEqual(nothing);
});

test("a file goes with the last job that is kept and imported it, unless a path holds it", async () => {
  const [first, second] = [await bulkhead.import(faulty), await bulkhead.import(faulty)];
  const uploaded = await bulkhead.import(changed);
  await sql`delete from asset where sha256 <> ${uploaded.asset.sha256}`.execute(bulkhead.deps.db.query);
  await age(60, first.id);
  expect(await cleanUp()).toEqual({ ...nothing, images: 1, reports: 1, jobs: 1 });
  expect((await rows(second.id, "valid")).body.items).toHaveLength(4);
  await age(60);
  expect(await cleanUp()).toEqual({ ...nothing, images: 2, reports: 2, jobs: 2, blobs: 1 });
  expect([await isStored(second), await isStored(uploaded)]).toEqual([false, true]);
});

test("reports and their file may go before the job, which then says that its rows are no longer kept", async () => {
  const job = await bulkhead.import(faulty);
  const young = await bulkhead.import(changed);
  await bulkhead.deps.db.query.deleteFrom("asset").execute();
  await age(20, job.id);
  expect(await cleanUp()).toEqual({ ...nothing, reports: 1, blobs: 1 });
  expect(await bulkhead.job(job.id)).toMatchObject({
    state: "complete_with_rejects",
    counts: { valid: 4, invalid: 1 },
    issuesByCode: { REQUIRED: 1 },
  });
  for (const outcome of ["valid", "invalid"]) {
    expect(await rows(job.id, outcome)).toMatchObject({ status: 410, body: { code: "ROWS_EXPIRED" } });
  }
  expect((await rows(young.id, "valid")).body.items).toHaveLength(3);
  expect([await isStored(job), await isStored(young)]).toEqual([false, true]);
  expect(await cleanUp()).toEqual(nothing);
});

test("contract A answers a repetition after that with counts and the link, contract B with the number of each fault", async () => {
  await bulkhead.upload("groups.csv", faulty);
  const post = () =>
    bulkhead.call<{ data: Record<string, object> }>("POST", "/incoming/v2/content/courseGroup/inPersonEvent/bulk", {
      json: { bulkImportAssetPath: "groups.csv" },
      headers: { "Idempotency-Key": "night" },
    });
  const key = "APIBulkCourseGroupInPersonEventImport";
  expect((await post()).body.data[key]).toMatchObject({ invalidRows: [{ line: 3 }] });
  const list = await postList("students", [{ id: "s1", userId: "u1" }, { id: "s2" }, { id: "s3", userId: 3 }]);
  await age(20);
  expect(await cleanUp()).toMatchObject({ reports: 2 });
  const { status, body } = await post();
  expect([status, body.data[key]]).toMatchObject([
    200,
    { validRows: [], invalidRows: [], validRowCount: 4, invalidRowCount: 1, backgroundJob: { status: "complete" } },
  ]);
  expect((await bulkhead.call("GET", `/import/jobs/${list}`)).body).toMatchObject({
    importResult: "SUCCESS",
    importWarnings: [
      "Could not import some students as a required property is missing (1 in all). Their ids are no longer kept",
      "Could not import some students as a value has the wrong type (1 in all). Their ids are no longer kept",
    ],
    globalValidationWarnings: { student: [expect.stringContaining("u1")] },
  });
});

test("an Idempotency-Key lasts as long as its job; after that the same key starts another", async () => {
  await bulkhead.upload("events.csv", faulty);
  const post = async () => {
    const json = { entity: "courseGroupInPersonEvent", asset: "events.csv" };
    const headers = { "Idempotency-Key": "weekly", Prefer: "wait=20" };
    const { id } = (await bulkhead.call<JobResource>("POST", "/api/imports", { json, headers })).body;
    return (await bulkhead.jobEnd(id)).id;
  };
  const first = await post();
  await age(59);
  await cleanUp();
  expect(await post()).toBe(first);
  await age(1);
  await cleanUp();
  expect(await post()).not.toBe(first);
});

test("a kept job shows the findings it left, however much was cleaned since; those of no kept job go", async () => {
  const findings = async (id: string) =>
    (await bulkhead.call<{ items: unknown[] }>("GET", `/api/jobs/${id}/integrity`)).body.items;
  const inStore = async () => bulkhead.deps.db.query.selectFrom("integrityIssue").select("targetId").execute();
  const first = await postList("students", [
    { id: "a", userId: "ua" },
    { id: "b", userId: "ub" },
  ]);
  const user = (id: string) => [{ id, firstName: "F", lastName: "L" }];
  const second = await postList("users", user("ua"));
  const third = await postList("users", user("ub"));
  const seen = [await findings(first), await findings(second), await findings(third)];
  expect(seen[2]?.length).toBeLessThan(seen[1]?.length ?? 0);
  expect(await cleanUp()).toEqual(nothing);
  await age(60, second);
  expect(await cleanUp()).toMatchObject({ jobs: 1, findings: 0 });
  expect([await findings(first), await findings(third)]).toEqual([seen[0], seen[2]]);
  const before = (await inStore()).length;

  // What an open dry run sees may be of any version since it began. A job that is not admitted would be started.
  const open = randomUUID();
  await sql`
    insert into job (id, tenant_id, entity, importer_id, mode, dry_run, on_invalid, requested_by, fingerprint,
      asset_path, asset_sha256, asset_size, asset_content_type, workflow_id, state, admitted_at)
    values (${open}, 'default', 'user', 'i', 'upsert', true, 'skip', 'r', 'f', 'p', 's', 0, 'text/csv', 'w', 'running',
      now())`.execute(bulkhead.deps.db.query);
  await age(60, first);
  expect(await cleanUp()).toMatchObject({ jobs: 1, findings: 0 });
  await bulkhead.deps.db.query.deleteFrom("job").where("id", "=", open).execute();
  expect(await cleanUp()).toMatchObject({ findings: 2 });
  expect((await inStore()).length).toBe(before - 2);
  expect(await findings(third)).toEqual(seen[2]);
  expect(await cleanUp()).toEqual(nothing);
});
