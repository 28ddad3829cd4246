import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { readEnv } from "../../src/config.js";
import { type EmbeddedStack, startEmbeddedStack } from "../../src/embedded/embedded-stack.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { embeddedTarget } from "../../src/temporal/connection.js";
import { maintenanceSchedules, scheduleFault } from "../../src/temporal/maintenance-schedules.js";
import { searchAttributeNames } from "../../workflows/contract.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { runCli } from "../support/child-cli.js";
import { eventCsv } from "../support/event-file.js";
import { hold } from "../support/hold.js";
import { runPageCommands } from "../support/page-commands.js";
import { postgresPrograms } from "../support/postgres-programs.js";

/** docs/backup.md, followed to the letter: the machine is lost, and everything begins again on another one. */
const page = "docs/backup.md";
const rows = 3_000;
const file = eventCsv({ rows, change: (_, row) => (row === 7 ? { startDate: "tomorrow" } : {}) });

let folder: string;
/** What the page's commands find on PATH and in the environment. */
let env: Record<string, string>;
const machines: EmbeddedStack[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bulkhead-backup-"));
  for (const name of ["bin", "backup"]) await mkdir(join(folder, name));
  await symlink(inject("temporalCliPath"), join(folder, "bin", "temporal"));
  const path = [join(folder, "bin"), await postgresPrograms(join(folder, "postgres")), readEnv().PATH];
  env = { PATH: path.join(":"), BACKUP: join(folder, "backup"), BULKHEAD_TASK_QUEUE: "backup" };
});
afterAll(async () => {
  for (const machine of machines) await machine.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A machine with a Postgres server, a Temporal server and a folder of files of its own, all of them empty. */
async function startMachine(name: string, port: number): Promise<Record<string, string>> {
  const machine = await startEmbeddedStack({
    dataDir: join(folder, name),
    postgres: true,
    temporal: true,
    temporalCliPath: inject("temporalCliPath"),
    searchPath: readEnv().PATH ?? "",
    searchAttributes: Object.fromEntries(
      Object.values(searchAttributeNames).map((attribute) => [attribute, "Keyword"]),
    ),
    ports: { postgres: port, temporal: port + 1 },
    say: () => undefined,
  });
  machines.push(machine);
  return {
    DATABASE_URL: machine.databaseUrl ?? "",
    TEMPORAL_ADDRESS: machine.temporalAddress ?? "",
    ASSETS: join(folder, name, "assets"),
  };
}

function startBulkhead(machine: Record<string, string>): Promise<TestBulkhead> {
  const { ASSETS, ...servers } = machine;
  return TestBulkhead.start({
    ...servers,
    BULKHEAD_ASSETS: `file:${ASSETS}`,
    BULKHEAD_TASK_QUEUE: "backup",
    BULKHEAD_CLEANUP_CRON: "0 4 * * *",
    BULKHEAD_ACTIVITY_SLOTS: "1",
  });
}

async function post(bulkhead: TestBulkhead): Promise<JobResource> {
  const json = { entity: "courseGroupInPersonEvent", asset: "nightly.csv" };
  return (await bulkhead.call<JobResource>("POST", "/api/imports", { json })).body;
}

const ada = [{ id: "ada", firstName: "Ada", lastName: "Lovelace", passwordOrHash: "correct horse battery staple" }];

function maintenanceFaults({ deps, env: { TEMPORAL_ADDRESS = "" } }: TestBulkhead): Promise<(string | null)[]> {
  const target = embeddedTarget(TEMPORAL_ADDRESS);
  return Promise.all(maintenanceSchedules(deps.config).map((schedule) => scheduleFault(target, schedule)));
}

/** Which tables have row-level security, and the policies there are. */
async function walls(bulkhead: TestBulkhead): Promise<unknown> {
  const found = await sql`
    select (select array_agg(relname::text order by relname) from pg_class where relrowsecurity) as tables,
      (select array_agg(tablename || '.' || policyname order by tablename, policyname) from pg_policies) as policies
    `.execute(bulkhead.deps.db.query);
  return found.rows;
}

/** Uploads files, one after the other, until `run` has ended: the store changes while it is copied. */
async function whileUploading(bulkhead: TestBulkhead, run: () => Promise<unknown>): Promise<void> {
  let hasEnded = false;
  const upload = async () => {
    for (let n = 0; !hasEnded; n++) await bulkhead.upload(`busy-${n % 5}.csv`, `id\n${n}\n`);
  };
  const ended = () => {
    hasEnded = true;
  };
  await Promise.all([upload(), run().finally(ended)]);
}

test("a new machine goes on from a backup that was made while imports ran", async () => {
  const first = await startMachine("first", 26_633);
  const bulkhead = await startBulkhead(first);
  await bulkhead.upload("nightly.csv", file);
  const done = await bulkhead.import(file);
  expect(done).toMatchObject({ state: "complete_with_rejects", counts: { created: rows - 1, invalid: 1 } });
  const rejects = await bulkhead.call("GET", `/api/jobs/${done.id}/rejects.csv`);
  expect(rejects.status).toBe(200);
  expect(await bulkhead.call("POST", "/import/users?importerId=campus", { json: ada })).toMatchObject({ status: 200 });
  const nightly = { name: "nightly", cron: "0 3 * * *", timeZone: "Europe/Vienna" };
  const { body: schedule } = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    json: { ...nightly, import: { entity: "courseGroupInPersonEvent", asset: "nightly.csv" } },
  });
  const before = { walls: await walls(bulkhead), job: await bulkhead.job(done.id) };

  const letGo = await hold(first.DATABASE_URL ?? "", "lock table chunk in exclusive mode");
  const running = await post(bulkhead);
  await expect.poll(async () => (await bulkhead.job(running.id)).state).toBe("running");
  const queued = await post(bulkhead);
  // Its answer waits for the imports before it.
  const secret = { ...ada[0], passwordOrHash: "never in a backup" };
  const answer = bulkhead.call("POST", "/import/users?importerId=campus", { json: [secret] }).catch(() => null);
  const userJobs = async (on: TestBulkhead, key = on.key) =>
    (await on.call<{ items: JobResource[] }>("GET", "/api/jobs?entity=user", { key })).body.items;
  await expect.poll(async () => (await userJobs(bulkhead)).length).toBe(2);
  const [withPassword] = await userJobs(bulkhead);
  // The worker makes the cleaner's schedule some time after its start.
  await expect.poll(() => maintenanceFaults(bulkhead)).toEqual([null, null]);
  await whileUploading(bulkhead, () => runPageCommands(page, "back-up", { ...env, ...first }));
  expect(await maintenanceFaults(bulkhead)).toEqual([null, null]);
  const kept = await promisify(execFile)("tar", ["-xOf", join(folder, "backup", "assets.tar")]);
  expect(kept.stdout).toContain(file);
  expect(kept.stdout).not.toContain("never in a backup");
  await letGo.release();
  expect((await bulkhead.jobEnd(running.id)).state).toBe("complete_with_rejects");
  await answer;
  await bulkhead.stop();
  await machines[0]?.stop();

  const second = await startMachine("second", 26_733);
  await runPageCommands(page, "restore", { ...env, ...second });
  const restored = await startBulkhead(second);
  const { key } = bulkhead;
  expect(await walls(restored)).toEqual(before.walls);
  expect(await restored.job(done.id, key)).toEqual(before.job);
  expect(await restored.call("GET", `/api/jobs/${done.id}/rejects.csv`, { key })).toMatchObject({ body: rejects.body });
  expect(await restored.jobEnd(running.id, key)).toMatchObject({ state: "failed", error: { code: "WORKFLOW_LOST" } });
  expect(await restored.jobEnd(queued.id, key)).toMatchObject({ counts: { unchanged: rows - 1, invalid: 1 } });
  // Its body is gone, whether or not it had begun.
  const { state, error } = await restored.jobEnd(withPassword?.id ?? "", key);
  expect(state).toBe("failed");
  expect(["ASSET_NOT_FOUND", "WORKFLOW_LOST"]).toContain(error?.code);
  // The password is recognised under the key of the backup's time.
  expect(await restored.call("POST", "/import/users?importerId=campus", { json: ada, key })).toMatchObject({
    status: 200,
  });
  expect((await userJobs(restored, key))[0]).toMatchObject({ state: "complete", counts: { unchanged: 1 } });

  await expect.poll(() => maintenanceFaults(restored)).toEqual([null, null]);
  const healed = await runPageCommands(page, "heal", { ...env, ...restored.env });
  expect(healed).toContain(`healed\tschedule\t${schedule.id}\tmissing at Temporal`);
  const path = `/api/schedules/${schedule.id}`;
  expect(await restored.call("GET", path, { key })).toMatchObject({ body: { ...nightly, paused: true } });
  expect((await restored.call("POST", `${path}/resume`, { key })).status).toBe(200);
  expect(await runCli(["doctor"], restored.env)).toEqual({ code: 0, lines: ["nothing is left over or stuck"] });
  await restored.stop();
});
