import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { Worker } from "@temporalio/worker";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { z } from "zod";
import { readEnv } from "../../src/config.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import type { packageResourceSchema } from "../../src/http/packages/present.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { testCertificate } from "../support/certificate.js";
import { runCli } from "../support/child-cli.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { eventCsv } from "../support/event-file.js";
import { hold } from "../support/hold.js";
import { type HttpsServer, startHttpsServer } from "../support/https-server.js";
import { makeNextBuild } from "../support/next-build.js";
import { runPageCommands } from "../support/page-commands.js";
import { zipFile } from "../support/zip-file.js";

/**
 * Two builds of workers side by side, with the commands of docs/upgrading.md. The new build's imports begin with a
 * timer, which the old build's histories do not have: a worker of the wrong build could not go on with them.
 */
type Build = "2026-11" | "2026-12" | "2026-12-b";
const folders: Record<Build, string> = { "2026-11": resolve("."), "2026-12": "", "2026-12-b": "" };

const page = "docs/upgrading.md";

/** More rows than are imported in one step. */
const rows = 3_000;
const tenants = ["north", "east", "south", "west"];

let folder: string;
let bulkhead: TestBulkhead;
let client: Client;
/** What the page's commands find on PATH and in the environment. */
let operatorEnv: Record<string, string>;
let receiver: HttpsServer;
/** While true, the receiver of events is out of order. */
let isOut = true;
let ca: string;
const workers: RoleProcess[] = [];
const keys: Record<string, string> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bulkhead-rolling-"));
  folders["2026-12"] = folders["2026-12-b"] = join(folder, "next");
  await makeNextBuild(folders["2026-12"]);
  const certificate = await testCertificate(["IP:127.0.0.5"]);
  ca = certificate.cert;
  receiver = await startHttpsServer(certificate, "127.0.0.5", (_, response) =>
    response.writeHead(isOut ? 503 : 204).end(),
  );
  bulkhead = await TestBulkhead.start(
    { BULKHEAD_ALLOW_SOURCES: "127.0.0.5", BULKHEAD_WEBHOOK_RETRIES: Array(5_000).fill(1).join(",") },
    "http",
  );
  for (const tenant of tenants) keys[tenant] = await bulkhead.addKey("import", tenant);
  await mkdir(join(folder, "bin"));
  await symlink(inject("temporalCliPath"), join(folder, "bin", "temporal"));
  const { TEMPORAL_ADDRESS = "", BULKHEAD_TASK_QUEUE = "" } = bulkhead.env;
  operatorEnv = { PATH: `${join(folder, "bin")}:${readEnv().PATH}`, TEMPORAL_ADDRESS, BULKHEAD_TASK_QUEUE };
  client = new Client({ connection: await Connection.connect({ address: inject("temporalAddress") }) });
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await client.connection.close();
  await bulkhead.stop();
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

async function startWorker(build: Build): Promise<RoleProcess> {
  const worker = await startRole("worker", { ...bulkhead.env, BULKHEAD_BUILD_ID: build }, { folder: folders[build] });
  workers.push(worker);
  return worker;
}

/** As the page has it; a version is known once its workers have asked for work at each of their task queues. */
async function makeCurrent(build: Build): Promise<void> {
  const current = () =>
    runPageCommands(page, "make-current", { ...operatorEnv, BULKHEAD_BUILD_ID: build }).then(
      () => "current",
      ({ message }: Error) => message,
    );
  await expect.poll(current).toBe("current");
}

async function openWorkflows(build: Build): Promise<number> {
  const said = await runPageCommands(page, "count-open", { ...operatorEnv, OLD_BUILD_ID: build });
  return Number(/\d+/.exec(said)?.[0]);
}

async function buildOf({ workflowId }: JobResource): Promise<string> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? "";
}

/** Replays a job's history under the workflow code of a build; throws where they differ. */
async function replay({ workflowId }: JobResource, build: Build): Promise<void> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const codePath = join(folders[build], "dist", "workflow-bundle.cjs");
  await Worker.runReplayHistory({ workflowBundle: { codePath } }, history, workflowId);
}

/** What the doctor says of the workers' builds. */
async function versionFaults(): Promise<string[]> {
  const { lines } = await runCli(["doctor"], bulkhead.env);
  return lines.flatMap((line) => (line.startsWith("workers\t") ? line.slice("workers\t".length) : []));
}

let filesSent = 0;

/** Posts an import for each tenant, which changes all its rows. */
async function post(): Promise<JobResource[]> {
  const file = eventCsv({ rows, change: () => ({ room: `Of file ${filesSent}` }) });
  filesSent++;
  return Promise.all(
    tenants.map(async (tenant) => {
      const key = keys[tenant] ?? "";
      const asset = `events-${filesSent}.csv`;
      await bulkhead.upload(asset, file, key);
      const json = { entity: "courseGroupInPersonEvent", asset };
      const { status, body } = await bulkhead.call<JobResource>("POST", "/api/imports", { json, key });
      expect(status).toBe(202);
      return body;
    }),
  );
}

/** An archive of two files, the second of which refers to the first. */
async function postPackage(): Promise<JobResource> {
  const archive = zipFile([
    { name: "organizations.csv", content: "id,name\no1,Mathematics\n" },
    { name: "courses.csv", content: "id,name,organizationId\nc1,Algebra,o1\n" },
  ]);
  await bulkhead.upload("campus.zip", archive);
  const files = ["organization", "course"].map((entity) => ({ member: `${entity}s.csv`, entity }));
  return (await bulkhead.call<JobResource>("POST", "/api/packages", { json: { asset: "campus.zip", files } })).body;
}

/** A snapshot that would delete nine rows of ten, which a person has to approve. */
async function postSnapshot(): Promise<JobResource> {
  await bulkhead.import(eventCsv({ rows: 10 }));
  await bulkhead.upload("snapshot.csv", eventCsv({ rows: 1 }));
  const json = { entity: "courseGroupInPersonEvent", asset: "snapshot.csv", mode: "snapshot" };
  const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", { json });
  await expect.poll(async () => (await bulkhead.job(body.id)).state).toBe("awaiting_approval");
  return body;
}

test("a new build of workers takes over, and imports under way are ended by the build that began them", async () => {
  const old = await startWorker("2026-11");
  const early = await post();
  const unheard = ["only workers without a build get new imports, and none of them runs"];
  await expect.poll(versionFaults).toEqual(unheard);
  await makeCurrent("2026-11");
  await expect.poll(versionFaults).toEqual([]);
  const webhook = { url: `${receiver.origin}/hook`, events: ["job.completed"], ca };
  expect((await bulkhead.call("POST", "/api/webhooks", { json: webhook })).status).toBe(201);
  const snapshot = await postSnapshot();
  await expect.poll(() => receiver.requests.length).toBeGreaterThan(0);
  for (const [n, { id }] of early.entries()) await bulkhead.jobEnd(id, keys[tenants[n] ?? ""]);

  const letGo = await hold(bulkhead.env.DATABASE_URL ?? "", "lock table chunk, organization in exclusive mode");
  const before = [...(await post()), ...(await post())];
  const archive = await postPackage();
  // And the snapshot, the package, and its first file where it has found a slot.
  await expect.poll(() => openWorkflows("2026-11")).toBeGreaterThanOrEqual(before.length + 2);
  await startWorker("2026-12");
  await makeCurrent("2026-12");
  const after = [...(await post()), ...(await post())];
  await expect.poll(() => openWorkflows("2026-12")).toBe(after.length);
  await letGo.release();

  const imports = [...early, ...before, ...after];
  const states = async () =>
    Promise.all(
      imports.map(async ({ id }, n) => (await bulkhead.job(id, keys[tenants[n % tenants.length] ?? ""])).state),
    );
  await expect.poll(states).toEqual(imports.map(() => "complete"));
  // The snapshot alone; Temporal counts a workflow that has ended for a moment longer.
  await expect.poll(() => openWorkflows("2026-11")).toBe(1);
  expect((await bulkhead.call("POST", `/api/jobs/${snapshot.id}/approve`)).status).toBe(202);
  expect(await bulkhead.jobEnd(snapshot.id)).toMatchObject({ state: "complete", counts: { deleted: 9 } });
  await expect.poll(() => openWorkflows("2026-11")).toBe(0);
  await old.kill("SIGTERM");
  isOut = false;
  const { query } = bulkhead.deps.db;
  const delivered = async () =>
    (await query.selectFrom("webhookDelivery").select("state").execute()).map(({ state }) => state);
  await expect.poll(delivered).toEqual(["delivered", "delivered", "delivered"]);

  const stored = await sql`
    select tenant_id, count(*), count(distinct room) as rooms, min(room) as room from course_group_in_person_event
    where tenant_id <> 'default' group by tenant_id order by tenant_id`.execute(query);
  expect(stored.rows).toEqual(
    tenants.toSorted().map((tenantId) => ({ tenantId, count: rows, rooms: 1, room: `Of file ${filesSent - 1}` })),
  );
  const { body: whole } = await bulkhead.call<z.infer<typeof packageResourceSchema>>(
    "GET",
    `/api/packages/${archive.id}`,
  );
  expect(whole).toMatchObject({ state: "complete", counts: { created: 2 } });
  const parts = await Promise.all(whole.jobs.map(({ id }) => bulkhead.job(id ?? "")));
  const ofOld = [...early, snapshot, ...before, await bulkhead.job(archive.id), ...parts];
  expect(await Promise.all(ofOld.map(buildOf))).toEqual(ofOld.map(() => "2026-11"));
  expect(await Promise.all(after.map(buildOf))).toEqual(after.map(() => "2026-12"));
  for (const job of ofOld) await replay(job, "2026-11");
  for (const job of after) await replay(job, "2026-12");
  await expect(replay(snapshot, "2026-12")).rejects.toThrow(/TMPRL1100|[Nn]ondeterminism/);
});

test("imports whose build has no worker left go on under the current build, once the operator has them moved", async () => {
  const letGo = await hold(bulkhead.env.DATABASE_URL ?? "", "lock table chunk in exclusive mode");
  const imports = await post();
  await expect.poll(() => openWorkflows("2026-12")).toBe(imports.length);
  for (const worker of workers) await worker.kill();
  await letGo.release();
  await startWorker("2026-12-b");
  await makeCurrent("2026-12-b");
  await expect
    .poll(() => versionFaults(), { timeout: 240_000 })
    .toEqual([`build 2026-12 has no worker and ${imports.length} open workflows`]);
  expect(await openWorkflows("2026-12")).toBe(imports.length);

  await runPageCommands(page, "move", { ...operatorEnv, OLD_BUILD_ID: "2026-12" });
  for (const [n, { id }] of imports.entries()) {
    expect(await bulkhead.jobEnd(id, keys[tenants[n] ?? ""])).toMatchObject({
      state: "complete",
      counts: { updated: rows },
    });
  }
});
