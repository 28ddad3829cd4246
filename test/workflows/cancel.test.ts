import { randomUUID } from "node:crypto";
import { Client, Connection } from "@temporalio/client";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { toConfig } from "../../src/config.js";
import { beginCancel } from "../../src/db/jobs/cancel-job.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { cancelledBy } from "../../src/services/jobs/cancel-job.js";
import { startStarter } from "../../src/services/loops/starter.js";
import { startStack } from "../../src/start/stack.js";
import { connectImports } from "../../src/temporal/import-workflows.js";
import { type Answer, TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";
import { type Hold, hold, holdEvent, lockWaitOf } from "../support/hold.js";

type Cancelled = Answer<JobResource & { code?: string }>;

let bulkhead: TestBulkhead;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  await bulkhead.import(eventCsv({ rows: 2, change: () => ({ city: "before" }) }), { importerId: "seed" });
  connection = await Connection.connect({ address: inject("temporalAddress") });
  client = new Client({ connection });
});
afterAll(async () => {
  await connection.close();
  await bulkhead.stop();
});

/** An importer that no other test has. */
let importerId: string;
beforeEach(() => {
  importerId = `erp-${randomUUID()}`;
});

/** What stands in an import's way, until the end of the test. */
let held: Hold | null = null;
afterEach(async () => {
  await held?.release();
  held = null;
});

async function post(to: TestBulkhead, content: string, options: Record<string, unknown> = {}): Promise<JobResource> {
  const asset = `${randomUUID()}.csv`;
  await to.upload(asset, content);
  const json = { entity: "courseGroupInPersonEvent", asset, importerId, ...options };
  return (await to.call<JobResource>("POST", "/api/imports", { json })).body;
}

function cancel({ id }: Pick<JobResource, "id">, at = bulkhead): Promise<Cancelled> {
  return at.call("POST", `/api/jobs/${id}/cancel`);
}

async function workflowEnd({ workflowId }: JobResource): Promise<string> {
  return (await client.workflow.getHandle(workflowId).describe()).status.name;
}

/** What a cancelled job could have left: rows, tables, sessions. */
async function leftovers({ id }: JobResource): Promise<Record<string, number>> {
  const staging = `job_${id.replaceAll("-", "")}%`;
  const { rows } = await sql<Record<string, number>>`
    select
      (select count(*) from course_group_in_person_event where job_id = ${id}) as rows,
      (select count(*) from pg_class where relname like ${staging}) as staging,
      (select count(*) from pg_stat_activity where application_name like ${`% ${id}`}) as sessions`.execute(
    bulkhead.deps.db.query,
  );
  return rows[0] ?? {};
}

const nothing = { rows: 0, staging: 0, sessions: 0 };

/** More than a small import, with row 1 changed. */
const large = () => eventCsv({ rows: 5_000, change: () => ({ city: "after" }) });

function heldAt(job: JobResource, name: string): Promise<void> {
  return lockWaitOf(bulkhead.deps.db.query, `${name}% ${job.id}`);
}

async function expectCancelled(job: JobResource): Promise<void> {
  const answer = await cancel(job);
  expect(answer).toMatchObject({
    status: 202,
    body: { state: "cancelled", stage: null, error: { code: "CANCELLED" } },
  });
  expect(await leftovers(job)).toEqual(nothing);
  await expect.poll(() => workflowEnd(job)).toBe("CANCELLED");
  expect(await leftovers(job)).toEqual(nothing);
  expect(await bulkhead.job(job.id)).toMatchObject({ state: "cancelled" });
}

test("an import that reads its file is cancelled at once, and leaves nothing", async () => {
  held = await hold(bulkhead.env.DATABASE_URL ?? "", "lock table row_report in exclusive mode");
  const job = await post(bulkhead, large());
  await heldAt(job, "apply");
  await expectCancelled(job);
});

test("an import in the middle of its last step is cancelled, and the next one has its turn", async () => {
  held = await holdEvent(bulkhead, 1);
  const job = await post(bulkhead, large());
  await heldAt(job, "apply");
  const next = await post(bulkhead, eventCsv({ rows: 2, change: () => ({ city: "next" }) }));
  await expect.poll(async () => (await bulkhead.job(next.id)).blockedBy).toBe(job.id);
  await expectCancelled(job);
  await held.release();
  expect(await bulkhead.jobEnd(next.id)).toMatchObject({ state: "complete", counts: { updated: 2 } });
});

test("an import that waits for its turn, and a dry run, are cancelled as well", async () => {
  held = await holdEvent(bulkhead, 1);
  const first = await post(bulkhead, large());
  await heldAt(first, "apply");
  const waiting = await post(bulkhead, large());
  await expect.poll(async () => (await bulkhead.job(waiting.id)).blockedBy).toBe(first.id);
  await expectCancelled(waiting);
  await expectCancelled(first);
  await held.release();

  held = await hold(bulkhead.env.DATABASE_URL ?? "", "lock table erased_subject in access exclusive mode");
  const dryRun = await post(bulkhead, large(), { dryRun: true });
  await heldAt(dryRun, "dry run");
  await expectCancelled(dryRun);
});

test("many cancel at once, and again: all get the same answer", async () => {
  held = await holdEvent(bulkhead, 1);
  const job = await post(bulkhead, eventCsv({ rows: 2, change: () => ({ city: "after" }) }));
  await heldAt(job, "apply");
  const answers = await Promise.all(Array.from({ length: 8 }, () => cancel(job)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
  expect(await cancel(job)).toMatchObject({ status: 202, body: { state: "cancelled" } });
});

test("a job that has ended answers with its true state, and neither another tenant's key nor one that only reads cancels it", async () => {
  const job = await bulkhead.import(eventCsv({ rows: 1 }), { importerId });
  expect(await cancel(job)).toMatchObject({ status: 409, body: { code: "WRONG_JOB_STATE", state: "complete" } });
  const [other, reader] = [await bulkhead.addKey("admin", "other"), await bulkhead.addKey("read")];
  const path = `/api/jobs/${job.id}/cancel`;
  expect(await bulkhead.call("POST", path, { key: other })).toMatchObject({ status: 404 });
  expect(await bulkhead.call("POST", path, { key: reader })).toMatchObject({ status: 403 });
});

test("against the commit exactly one wins, and answer, job and table say who", async () => {
  const wins = { cancel: 0, commit: 0 };
  for (let race = 0; race < 12; race++) {
    const title = `race ${race}`;
    const job = await post(bulkhead, eventCsv({ rows: 1, change: () => ({ title }) }), { importerId: "racer" });
    await new Promise((resolve) => setTimeout(resolve, race * 8));
    const answer = await cancel(job);
    const ended = await bulkhead.jobEnd(job.id);
    const stored = await bulkhead.deps.db.query
      .selectFrom("courseGroupInPersonEvent")
      .select("title")
      .where("jobId", "=", job.id)
      .executeTakeFirst();
    const won = answer.status === 202;
    wins[won ? "cancel" : "commit"]++;
    expect([answer.status, ended.state, stored?.title]).toEqual(
      won ? [202, "cancelled", undefined] : [409, "complete", title],
    );
    // A step that begins at this very moment has a session until it sees that the job is over.
    await expect.poll(() => leftovers(job)).toEqual({ ...nothing, rows: won ? 0 : 1 });
  }
  expect(wins.cancel + wins.commit).toBe(12);
});

test("a session that hangs with the job's row in its hands is ended, and does not commit", async () => {
  held = await holdEvent(bulkhead, 1);
  const job = await post(bulkhead, eventCsv({ rows: 2, change: () => ({ city: "after" }) }));
  await heldAt(job, "apply");
  const hung = new pg.Client({ connectionString: bulkhead.env.DATABASE_URL, application_name: `apply ${job.id}` });
  hung.on("error", () => undefined);
  await hung.connect();
  await hung.query(`begin; update job set state = 'complete' where id = '${job.id}'`);
  await expectCancelled(job);
  await expect(hung.query("commit")).rejects.toThrow();
});

test("a workflow that is cancelled in Temporal cancels its job", async () => {
  held = await holdEvent(bulkhead, 1);
  const job = await post(bulkhead, large());
  await heldAt(job, "apply");
  await client.workflow.getHandle(job.workflowId).cancel();
  expect(await bulkhead.jobEnd(job.id)).toMatchObject({ state: "cancelled", error: { code: "CANCELLED" } });
  await expect.poll(() => workflowEnd(job)).toBe("CANCELLED");
  expect(await leftovers(job)).toEqual(nothing);
});

test("what a dead process left half cancelled, the starter finishes", async () => {
  held = await holdEvent(bulkhead, 1);
  const job = await post(bulkhead, large());
  await heldAt(job, "apply");
  await beginCancel(bulkhead.deps.db, job.id, cancelledBy("a test", { package: null }));
  const target = { options: { address: inject("temporalAddress") }, namespace: "default" };
  const imports = connectImports({ target, taskQueue: "none", searchAttributes: true });
  const starter = startStarter(bulkhead.deps, imports, { everyMs: 100, unstartedMs: 200, checkMs: 300 });
  expect(await bulkhead.jobEnd(job.id)).toMatchObject({ state: "cancelled" });
  await starter.stop();
  await imports.close();
  expect(await leftovers(job)).toEqual(nothing);
});

test("without workers a job is cancelled, its list with passwords goes, and its workflow ends once one comes", async () => {
  const http = await TestBulkhead.start({ BULKHEAD_LIST_WAIT_SECONDS: "1" }, "http");
  try {
    const list = [{ id: "u_1", firstName: "Ada", lastName: "Lovelace", passwordOrHash: "secret" }];
    const { body } = await http.call<{ jobId: string }>("POST", `/import/users?importerId=${importerId}`, {
      json: list,
    });
    const job = await http.job(body.jobId);
    expect(job.state).toBe("queued");
    expect(await cancel(job, http)).toMatchObject({ status: 202, body: { state: "cancelled" } });
    const { bodyDeletedAt } = await http.deps.db.query
      .selectFrom("job")
      .select("bodyDeletedAt")
      .where("id", "=", job.id)
      .executeTakeFirstOrThrow();
    expect(bodyDeletedAt).not.toBeNull();
    expect(await http.call("GET", `/import/jobs/${job.id}`)).toMatchObject({
      status: 400,
      body: { importResult: "ERROR", exception: expect.stringContaining("cancelled by the key admin-key") },
    });
    const worker = await startStack(toConfig(http.env), "worker", () => undefined);
    await expect.poll(() => workflowEnd(job)).toBe("CANCELLED");
    await worker.stop();
  } finally {
    await http.stop();
  }
});

test("with Temporal down a job is cancelled, and contract A calls it failed", async () => {
  const alone = await TestBulkhead.start({ TEMPORAL_ADDRESS: "127.0.0.1:9", BULKHEAD_WAIT_SECONDS: "0" }, "http");
  try {
    await alone.upload("events.csv", eventCsv({ rows: 2 }));
    const json = { bulkImportAssetPath: "events.csv" };
    const route = "/incoming/v2/content/courseGroup/inPersonEvent/bulk";
    const { body } = await alone.call<{ data: Record<string, { backgroundJob: { id: string } }> }>("POST", route, {
      json,
    });
    const id = body.data.APIBulkCourseGroupInPersonEventImport?.backgroundJob.id ?? "";
    expect(await cancel({ id }, alone)).toMatchObject({ status: 202, body: { state: "cancelled" } });
    expect(await alone.call("GET", `/incoming/v2/jobs/${id}`)).toMatchObject({
      body: { data: { APIBackgroundJob: { status: "failed", errorMessage: expect.stringContaining("CANCELLED") } } },
    });
  } finally {
    await alone.stop();
  }
});
