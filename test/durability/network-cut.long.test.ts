import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { eventCsv } from "../support/event-file.js";
import { type Hold, holdEvent } from "../support/hold.js";
import { admit, makeNetworkNamespace, type NetworkNamespace } from "../support/network-namespace.js";

/** More than a small file: several steps, of which the last one applies. */
const rows = 5_000;

let bulkhead: TestBulkhead;
let admin: pg.Client;

beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
  admin = new pg.Client({ connectionString: bulkhead.env.DATABASE_URL, application_name: "admin" });
  await admin.connect();
});

afterAll(async () => {
  await admin?.end();
  await bulkhead?.stop();
});

async function startWorker(network?: NetworkNamespace): Promise<RoleProcess> {
  const worker = await startRole("worker", bulkhead.env, network && { networkNamespace: network.name });
  onTestFinished(() => worker.kill());
  return worker;
}

async function ownNetwork(): Promise<NetworkNamespace> {
  const network = makeNetworkNamespace();
  onTestFinished(() => network.remove());
  onTestFinished(await admit(bulkhead.env.DATABASE_URL ?? "", network.address));
  return network;
}

async function count(query: string, ...values: readonly unknown[]): Promise<number> {
  const { rows: found } = await admin.query<{ count: string }>(`select count(*) as count ${query}`, [...values]);
  return Number(found[0]?.count);
}

const sessionsFrom = ({ address }: NetworkNamespace) =>
  count("from pg_stat_activity where datname = current_database() and client_addr = $1", address);

/** An import of changed rows that is blocked in the middle of its last step, since a row of the store is held. */
async function importInApply(tenant: string): Promise<{ key: string; id: string; held: Hold }> {
  const key = await bulkhead.addKey("import", tenant);
  const file = eventCsv({ rows });
  expect(await bulkhead.import(file, {}, key)).toMatchObject({ state: "complete", counts: { created: rows } });
  const held = await holdEvent(bulkhead, 1);
  onTestFinished(() => held.release());
  await bulkhead.upload("changed.csv", file.replaceAll(", course", ", changed"), key);
  const json = { entity: "courseGroupInPersonEvent", asset: "changed.csv" };
  const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", { key, json });
  const waiting = () =>
    count("from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'", `apply ${body.id}`);
  await expect.poll(waiting).toBe(1);
  return { key, id: body.id, held };
}

async function expectChangedOnce(tenant: string, job: JobResource): Promise<void> {
  expect(job).toMatchObject({ state: "complete", counts: { updated: rows, created: 0, unchanged: 0 }, error: null });
  const stored = "from course_group_in_person_event where tenant_id = $1";
  expect(await count(stored, tenant)).toBe(rows);
  expect(await count(`${stored} and title like '%, changed%' and job_id = $2`, tenant, job.id)).toBe(rows);
  expect(await count("from pg_stat_activity where application_name = $1", `apply ${job.id}`)).toBe(0);
}

const secondsSince = (from: number) => Math.round((Date.now() - from) / 100) / 10;

test("a worker's host is cut off while it applies: another worker finishes the import, and no session of the host is left", async () => {
  const network = await ownNetwork();
  const worker = await startWorker(network);
  const { key, id, held } = await importInApply("cut-off");
  network.cut();
  const cut = Date.now();
  await held.release();
  await startWorker();
  const job = await bulkhead.jobEnd(id, key);
  console.log(`from the cut to the import's end: ${secondsSince(cut)} s`);
  await expectChangedOnce("cut-off", job);
  await expect.poll(() => sessionsFrom(network)).toBe(0);
  expect(worker.child.exitCode).toBe(null);
});

test("a host is cut off and no other worker is there: Postgres ends its sessions, which then hold nothing", async () => {
  const network = await ownNetwork();
  await startWorker(network);
  const { key, id, held } = await importInApply("cut-off-alone");
  network.cut();
  const cut = Date.now();
  await held.release();
  await expect.poll(() => sessionsFrom(network)).toBe(0);
  console.log(`from the cut to the end of the host's last session: ${secondsSince(cut)} s`);
  expect(await bulkhead.job(id, key)).toMatchObject({ state: "running" });
  await startWorker();
  await expectChangedOnce("cut-off-alone", await bulkhead.jobEnd(id, key));
});

test("a worker hangs while it applies, on a host that answers: the next attempt ends its session and finishes the import", async () => {
  const worker = await startWorker();
  const { key, id, held } = await importInApply("hanging");
  worker.child.kill("SIGSTOP");
  const stopped = Date.now();
  await held.release();
  await startWorker();
  const job = await bulkhead.jobEnd(id, key);
  console.log(`from the stop to the import's end: ${secondsSince(stopped)} s`);
  await expectChangedOnce("hanging", job);
  worker.child.kill("SIGCONT");
  expect(await bulkhead.import(eventCsv({ rows }), {}, key)).toMatchObject({ counts: { updated: rows } });
});
