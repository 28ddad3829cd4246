import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { readEnv, toConfig } from "../../src/config.js";
import { insertApiKey } from "../../src/db/access/api-keys.js";
import { migrate } from "../../src/db/migrate.js";
import { createDeps, type Deps } from "../../src/deps.js";
import { hashApiKey, newApiKey } from "../../src/domain/api-key.js";
import { type EmbeddedStack, startEmbeddedStack } from "../../src/embedded/embedded-stack.js";
import { readInstanceState } from "../../src/embedded/state-file.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { secretKeys } from "../../src/secret-key.js";
import { searchAttributeNames } from "../../workflows/contract.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { type EventCells, eventId, writeEventFile } from "../support/event-file.js";

/**
 * Servers and processes of its own, which die by kill -9 in the middle of an import. The embedded stack starts
 * servers again; processes are started again here, as an orchestrator would.
 */
const rows = 200_000;
const invalidEvery = 97;
const duplicateEvery = 1_000;
const change = (_: EventCells, row: number): Partial<EventCells> => {
  if (row % invalidEvery === 0) return { startDate: "tomorrow" };
  return row % duplicateEvery === 5 ? { id: eventId(row - 1) } : {};
};
const invalidRows = Array.from({ length: rows }, (_, n) => n + 1).filter(
  (row) => row % invalidEvery === 0 || row % duplicateEvery === 5,
).length;

let dataDir: string;
let stack: EmbeddedStack;
let deps: Deps;
let env: Record<string, string>;
let http: RoleProcess;
const started: RoleProcess[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "bulkhead-kills-"));
  stack = await startEmbeddedStack({
    dataDir,
    postgres: true,
    temporal: true,
    temporalCliPath: inject("temporalCliPath"),
    searchPath: readEnv().PATH ?? "",
    searchAttributes: Object.fromEntries(Object.values(searchAttributeNames).map((name) => [name, "Keyword"])),
    ports: { postgres: 26_433, temporal: 26_233 },
    say: () => undefined,
  });
  env = {
    DATABASE_URL: stack.databaseUrl ?? "",
    TEMPORAL_ADDRESS: stack.temporalAddress ?? "",
    BULKHEAD_DATA_DIR: dataDir,
    BULKHEAD_SECRET_KEY: randomBytes(32).toString("base64"),
    BULKHEAD_CLEANUP_CRON: "off",
    BULKHEAD_INTEGRITY_CRON: "off",
    PORT: "0",
  };
  await migrate(env.DATABASE_URL ?? "");
  const config = toConfig({ ...env, BULKHEAD_LOG_LEVEL: "silent" });
  deps = await createDeps(config, env.DATABASE_URL ?? "", await secretKeys(config));
  await writeEventFile(join(dataDir, "events.csv"), { rows, change });
  http = await start("http");
});

afterEach(async () => {
  for (const { child } of started) if (child !== http.child) child.kill("SIGKILL");
});

afterAll(async () => {
  for (const { child } of started) child.kill("SIGKILL");
  await deps.close();
  await stack.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(role: "http" | "worker"): Promise<RoleProcess> {
  const process = await startRole(role, env);
  started.push(process);
  return process;
}

/** A tenant of its own for each test, so that each imports the file into an empty part of the table. */
async function newTenant(tenantId: string): Promise<string> {
  const key = newApiKey();
  const id = crypto.randomUUID();
  await insertApiKey(deps.db.query, { id, tenantId, name: tenantId, role: "import", hash: hashApiKey(key) });
  return key;
}

async function call<T>(
  key: string,
  method: string,
  path: string,
  body?: string | Uint8Array<ArrayBuffer>,
  type = "application/json",
): Promise<T> {
  const headers = { Authorization: `Bearer ${key}`, ...(body ? { "Content-Type": type } : {}) };
  const response = await fetch(`${http.url}${path}`, { method, headers, ...(body ? { body } : {}) });
  const text = await response.text();
  if (response.status >= 500 && response.status !== 503)
    throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

async function upload(key: string): Promise<void> {
  const content = await readFile(join(dataDir, "events.csv"));
  await call(key, "PUT", "/api/assets/events.csv", new Uint8Array(content), "text/csv");
}

async function post(key: string): Promise<JobResource> {
  const json = JSON.stringify({ entity: "courseGroupInPersonEvent", asset: "events.csv" });
  return call<JobResource>(key, "POST", "/api/imports", json);
}

/** Follows the job until `until`; the database may be away for a moment, which is a 503, never a 500. */
async function follow(key: string, id: string, until: (job: JobResource) => boolean, withinMs = 120_000) {
  const statuses = new Set<string>();
  const deadline = Date.now() + withinMs;
  for (;;) {
    const job = await call<JobResource>(key, "GET", `/api/jobs/${id}`).catch(() => null);
    if (job?.state) {
      statuses.add(job.state);
      if (until(job)) return { job, statuses };
    }
    if (Date.now() > deadline) throw new Error(`the job is still ${job?.state}, ${job?.stage}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Starts the import and returns while its rows are read. */
async function importHalfWay(key: string): Promise<string> {
  await upload(key);
  const { id } = await post(key);
  await follow(key, id, loadingHalfWay);
  return id;
}

const loadingHalfWay = (job: JobResource) => job.stage === "loading" && job.progress.rowsRead > 0;
const ended = (job: JobResource) => job.finishedAt !== null;

async function expectExactlyOnce(tenantId: string, job: JobResource): Promise<void> {
  const valid = rows - invalidRows;
  expect(job).toMatchObject({
    state: "complete_with_rejects",
    counts: { valid, invalid: invalidRows, created: valid, updated: 0, unchanged: 0 },
    error: null,
  });
  const stored = await sql<{ total: number; ids: number }>`
    select count(*) as total, count(distinct id) as ids from course_group_in_person_event
    where tenant_id = ${tenantId}`.execute(deps.db.query);
  expect(stored.rows).toEqual([{ total: valid, ids: valid }]);
  const reports = await sql<{ total: number }>`
    select count(*) as total from row_report where job_id = ${job.id}`.execute(deps.db.query);
  expect(reports.rows).toEqual([{ total: invalidRows }]);
  async function stagingTables(): Promise<number | undefined> {
    const staged = await sql<{ total: number }>`
      select count(*) as total from pg_class where relnamespace = 'staging'::regnamespace and relkind in ('r', 'p')
      `.execute(deps.db.query);
    return staged.rows[0]?.total;
  }
  await expect.poll(stagingTables).toBe(0);
}

test("kill -9 of the worker: the job goes on answering, and another worker finishes it", async () => {
  const key = await newTenant("worker-killed");
  const worker = await start("worker");
  const id = await importHalfWay(key);
  await worker.kill();
  const contractA = await call<{ data: { APIBackgroundJob: { status: string } } }>(
    key,
    "GET",
    `/incoming/v2/jobs/${id}`,
  );
  expect(contractA.data.APIBackgroundJob.status).toBe("processing");
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await call(key, "GET", `/api/jobs/${id}`)).toMatchObject({ state: "running", stage: "loading" });
  await start("worker");
  const { job, statuses } = await follow(key, id, ended);
  expect([...statuses]).toEqual(["running", "complete_with_rejects"]);
  await expectExactlyOnce("worker-killed", job);
});

test("kill -9 of a worker that writes a plain file: nothing of it is stored, and another worker writes all of it", async () => {
  const key = await newTenant("at-once-killed");
  const worker = await start("worker");
  const plain = join(dataDir, "plain.csv");
  await writeEventFile(plain, { rows });
  await call(key, "PUT", "/api/assets/events.csv", new Uint8Array(await readFile(plain)), "text/csv");
  const { id } = await post(key);
  await follow(key, id, ({ stage }) => stage === "loading");
  await worker.kill();
  await start("worker");
  const { job } = await follow(key, id, ended);
  expect(job).toMatchObject({ state: "complete", counts: { valid: rows, created: rows, unchanged: 0, updated: 0 } });
  const again = await follow(key, (await post(key)).id, ended);
  expect(again.job).toMatchObject({ state: "complete", counts: { valid: rows, created: 0, unchanged: rows } });
  const stored = await sql<{ total: number; ids: number }>`
    select count(*) as total, count(distinct id) as ids from course_group_in_person_event
    where tenant_id = 'at-once-killed'`.execute(deps.db.query);
  expect(stored.rows).toEqual([{ total: rows, ids: rows }]);
});

test("kill -9 of Postgres: what the step had read is read again, and the job completes", async () => {
  const key = await newTenant("postgres-killed");
  await start("worker");
  const id = await importHalfWay(key);
  const home = (await readInstanceState(dataDir))?.postgres?.dataDir ?? "";
  const postmaster = Number((await readFile(join(home, "postmaster.pid"), "utf8")).split("\n")[0]);
  process.kill(postmaster, "SIGKILL");
  const { job } = await follow(key, id, ended);
  await expectExactlyOnce("postgres-killed", job);
});

test("kill -9 of the Temporal server: it starts again with its history, and the job completes", async () => {
  const key = await newTenant("temporal-killed");
  await start("worker");
  const id = await importHalfWay(key);
  const pid = (await readInstanceState(dataDir))?.temporal?.pid ?? 0;
  process.kill(pid, "SIGKILL");
  const { job } = await follow(key, id, ended);
  await expectExactlyOnce("temporal-killed", job);
});

test("Temporal down at POST and kill -9 of the HTTP process right after: the accepted job is started by the starter", async () => {
  const key = await newTenant("http-killed");
  await start("worker");
  await upload(key);
  const pid = (await readInstanceState(dataDir))?.temporal?.pid ?? 0;
  process.kill(pid, "SIGSTOP");
  const posted = await post(key);
  expect(posted).toMatchObject({ state: "queued", stage: null });
  await http.kill();
  process.kill(pid, "SIGCONT");
  http = await start("http");
  const { job } = await follow(key, posted.id, ended);
  await expectExactlyOnce("http-killed", job);
});

test("after all that, each import was one workflow with a history below 100 kB", async () => {
  const connection = await Connection.connect({ address: stack.temporalAddress ?? "" });
  try {
    const client = new Client({ connection });
    const sizes: number[] = [];
    for await (const { workflowId, historySize } of client.workflow.list()) {
      expect(workflowId).toMatch(/^import:/);
      sizes.push(historySize ?? 0);
    }
    expect(sizes).toHaveLength(6);
    console.log(`history bytes of imports of ${rows} rows: ${sizes.join(", ")}`);
    for (const size of sizes) expect(size).toBeLessThan(100_000);
  } finally {
    await connection.close();
  }
});
