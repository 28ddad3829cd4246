import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { type Starter, startStarter } from "../../src/services/loops/starter.js";
import { connectImports, type ImportWorkflows } from "../../src/temporal/import-workflows.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { cloneDatabase } from "../support/database.js";
import { eventCsv } from "../support/event-file.js";
import { type OwnTemporal, startOwnTemporal } from "../support/own-temporal.js";

/**
 * Backups of Postgres and of Temporal are of different moments. A Temporal server of its own, whose database file is
 * exchanged while it is stopped; databases that are copied at a moment and used later.
 */
const pace = { everyMs: 100, unstartedMs: 200, checkMs: 200 };
// More than a small import: a session that is ended together with what holds it could still end the one step of such.
const rows = 5_000;
const file = eventCsv({ rows });

let folder: string;
let temporal: OwnTemporal;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bulkhead-restore-"));
  await startTemporal();
});
afterAll(async () => {
  await temporal.stop();
  await rm(folder, { recursive: true, force: true });
});

async function startTemporal(): Promise<void> {
  temporal = await startOwnTemporal(join(folder, "temporal"), 28_333);
}

async function copyTemporal(from: string, to: string): Promise<void> {
  await mkdir(join(folder, to), { recursive: true });
  const isDatabase = (name: string) => name.startsWith("temporal-");
  for (const name of (await readdir(join(folder, to))).filter(isDatabase)) await rm(join(folder, to, name));
  for (const name of (await readdir(join(folder, from))).filter(isDatabase)) {
    await cp(join(folder, from, name), join(folder, to, name));
  }
}

/** One activity at a time, so that a step which is held keeps every other import queued. */
function startBulkhead(databaseUrl: string, role: "all" | "http"): Promise<TestBulkhead> {
  const settings = { BULKHEAD_TASK_QUEUE: "restore", BULKHEAD_ASSETS: `file:${folder}`, BULKHEAD_ACTIVITY_SLOTS: "1" };
  return TestBulkhead.start({ ...settings, DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporal.address }, role);
}

async function post(bulkhead: TestBulkhead): Promise<JobResource> {
  await bulkhead.upload("events.csv", file);
  const json = { entity: "courseGroupInPersonEvent", asset: "events.csv" };
  const { status, body } = await bulkhead.call<JobResource>("POST", "/api/imports", { json });
  expect(status).toBe(202);
  return body;
}

/** Holds every import at the end of its first step, until the answer is called or the session is ended. */
async function holdPlans(databaseUrl: string): Promise<() => Promise<void>> {
  const client = new pg.Client(databaseUrl);
  client.on("error", () => undefined);
  await client.connect();
  await client.query("begin; lock table chunk in exclusive mode");
  return () => client.end();
}

async function postAndHold(bulkhead: TestBulkhead): Promise<JobResource> {
  const job = await post(bulkhead);
  await expect.poll(async () => (await bulkhead.job(job.id)).state).toBe("running");
  return job;
}

async function storedRows(bulkhead: TestBulkhead) {
  const stored = await sql<{ rows: number; staged: number }>`
    select (select count(*) from course_group_in_person_event) as rows,
      (select count(*) from staged_course_group_in_person_event) as staged`.execute(bulkhead.deps.db.query);
  return stored.rows[0];
}

/** What every process's starter does, sooner. */
async function startQuickStarter({ deps }: TestBulkhead): Promise<{ imports: ImportWorkflows; starter: Starter }> {
  const target = { options: { address: temporal.address }, namespace: "default" };
  const imports = connectImports({ target, taskQueue: "restore", searchAttributes: true });
  return { imports, starter: startStarter(deps, imports, pace) };
}

async function workflowStatus(workflowId: string): Promise<string> {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    return (await new Client({ connection }).workflow.getHandle(workflowId).describe()).status.name;
  } finally {
    await connection.close();
  }
}

test("Temporal is older: a running import fails as lost, a queued one is started, a finished one stays as it was", async () => {
  const database = await cloneDatabase();
  const before = await startBulkhead(database, "http");
  const finished = await post(before);
  await before.stop();
  await temporal.stop();
  await copyTemporal("temporal", "backup");
  await startTemporal();

  const bulkhead = await startBulkhead(database, "all");
  const outcome = await bulkhead.jobEnd(finished.id);
  expect(outcome).toMatchObject({ state: "complete", counts: { created: rows } });
  const letGo = await holdPlans(database);
  const running = await postAndHold(bulkhead);
  const queued = await post(bulkhead);
  await expect.poll(() => workflowStatus(queued.workflowId)).toBe("RUNNING");
  await temporal.stop();
  await copyTemporal("backup", "temporal");
  await startTemporal();
  await letGo();

  const { imports, starter } = await startQuickStarter(bulkhead);
  expect(await bulkhead.jobEnd(running.id)).toMatchObject({ state: "failed", error: { code: "WORKFLOW_LOST" } });
  expect(await bulkhead.jobEnd(queued.id)).toMatchObject({ state: "complete", counts: { unchanged: rows } });
  await expect.poll(() => workflowStatus(finished.workflowId)).toBe("COMPLETED");
  expect(await bulkhead.job(finished.id)).toEqual(outcome);
  await expect.poll(() => storedRows(bulkhead)).toEqual({ rows, staged: 0 });
  await starter.stop();
  await imports.close();
  await bulkhead.stop();
});

test("Postgres is older: imports that it has open and Temporal has ended fail, and unknown workflows end by themselves", async () => {
  const database = await cloneDatabase();
  const before = await startBulkhead(database, "all");
  await holdPlans(database);
  const running = await postAndHold(before);
  await temporal.stop();
  const queued = await post(before);
  const backup = await cloneDatabase(database);
  await startTemporal();
  expect(await before.jobEnd(running.id)).toMatchObject({ state: "complete", counts: { created: rows } });
  expect(await before.jobEnd(queued.id)).toMatchObject({ state: "complete", counts: { unchanged: rows } });
  await before.stop();
  const withoutWorker = await startBulkhead(database, "http");
  const unknown = await post(withoutWorker);
  await withoutWorker.stop();

  const bulkhead = await startBulkhead(backup, "all");
  const { imports, starter } = await startQuickStarter(bulkhead);
  for (const { id } of [running, queued]) {
    expect(await bulkhead.jobEnd(id)).toMatchObject({
      state: "failed",
      error: { code: "WORKFLOW_TERMINATED", message: expect.stringContaining("restored") },
    });
  }
  await expect.poll(() => workflowStatus(unknown.workflowId)).toBe("FAILED");
  expect(await storedRows(bulkhead)).toEqual({ rows: 0, staged: 0 });
  expect(await bulkhead.import(file)).toMatchObject({ state: "complete", counts: { created: rows } });
  await starter.stop();
  await imports.close();
  await bulkhead.stop();
});
