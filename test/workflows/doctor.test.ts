import { randomBytes, randomUUID } from "node:crypto";
import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { strayTransactions } from "../../src/db/jobs/stuck-work.js";
import { rememberErased } from "../../src/db/rows/erased-subjects.js";
import { createHashTable } from "../../src/db/rows/staged-secrets.js";
import { ownTable } from "../../src/db/staging/own-tables.js";
import { leftoverKinds } from "../../src/domain/leftover.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { runCli } from "../support/child-cli.js";
import { eventCsv } from "../support/event-file.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
});
afterAll(() => bulkhead.stop());

interface Diagnosis {
  readonly code: number;
  /** What was named: the example, or what is wrong, by the label. */
  readonly named: Record<string, string | undefined>;
  readonly removed: readonly string[];
}

async function doctor(args: readonly string[] = [], settings: Record<string, string> = {}): Promise<Diagnosis> {
  const { code, lines } = await runCli(["doctor", ...args], { ...bulkhead.env, ...settings });
  const cells = lines.filter((line) => line !== "nothing is left over or stuck").map((line) => line.split("\t"));
  const named = cells.filter(([label]) => label !== "removed").map(([label = "", , example]) => [label, example]);
  const removed = cells.filter(([label]) => label === "removed").map(([, label = ""]) => label);
  return { code, named: Object.fromEntries(named), removed };
}

async function openJob(): Promise<string> {
  await bulkhead.upload("events.csv", eventCsv({ rows: 2 }));
  const json = { entity: "courseGroupInPersonEvent", asset: "events.csv" };
  return (await bulkhead.call<JobResource>("POST", "/api/imports", { json })).body.id;
}

async function endedJob(ago: string): Promise<string> {
  const id = await openJob();
  await sql`
    update job set state = 'complete', workflow_started_at = now(), finished_at = now() - ${ago}::interval
    where id = ${id}`.execute(bulkhead.deps.db.query);
  return id;
}

test("the doctor names nothing of a store in which nothing is left over, and says so", async () => {
  await openJob();
  await endedJob("1 minute");
  await endedJob("40 days");
  await sql`update job set reports_deleted_at = now() where finished_at < now() - interval '30 days'`.execute(
    bulkhead.deps.db.query,
  );
  expect(await runCli(["doctor"], bulkhead.env)).toEqual({ code: 0, lines: ["nothing is left over or stuck"] });
});

test("the doctor names each kind of leftover and what is stuck, and what can be cleaned is gone afterwards", async () => {
  const { db, assets } = bulkhead.deps;
  const { query } = db;
  const ended = await endedJob("1 hour");
  const [unreported, old, unstarted, endless] = [
    await endedJob("33 days"),
    await endedJob("93 days"),
    await openJob(),
    await openJob(),
  ];
  await sql`update job set reports_deleted_at = now() where id = ${old}`.execute(query);
  await sql`update job set images = 'kept' where id = ${unreported}`.execute(query);
  // Out of the starter's sight, which would start it.
  await query.deleteFrom("jobCheck").where("jobId", "=", unstarted).execute();
  await sql`
    update job set workflow_started_at = null, created_at = now() - interval '1 hour' where id = ${unstarted}
    `.execute(query);
  await sql`update job set workflow_started_at = now() - interval '2 days' where id = ${endless}`.execute(query);
  const table = ownTable(ended, "hashes");
  await createHashTable(query, ended);
  await rememberErased(query, { tenantId: "other", entity: "user", id: "ada" }, [randomBytes(32)]);
  await sql`update erased_subject set erased_at = now() - interval '4 days'`.execute(query);
  await sql`
    insert into audit_event (at, tenant_id, actor_kind, actor_name, action)
    values (now() - interval '403 days', 'other', 'system', '', 'audit.read')`.execute(query);
  await sql`insert into integrity_version values ('other', 7)`.execute(query);
  await sql`
    insert into integrity_issue (tenant_id, entity, code, field, id, target_entity, target_id, since_version, until_version)
    values ('other', 'course', 'NO_GROUP', '', 'c', '', '', 1, 2)`.execute(query);
  async function* bytes() {
    yield Buffer.from("nobody's");
  }
  const upload = await assets.receive("other", bytes(), { maxBytes: 100, announcedBytes: 0 });
  await upload.keep();
  const body = randomUUID();
  await (await assets.receive("other", bytes(), { maxBytes: 100, announcedBytes: 0 })).keepPrivate(body);
  const hourAgo = new Date(Date.now() - 61 * 60_000);
  await utimes(join(bulkhead.env.BULKHEAD_DATA_DIR ?? "", "assets", "other/private", body), hourAgo, hourAgo);
  const hook = { url: "https://campus.example/hook", events: ["job.completed"] };
  const webhook = await bulkhead.call<{ id: string }>("POST", "/api/webhooks", { json: hook });
  await sql`
    insert into webhook_delivery (tenant_id, webhook_id, event, body, state, ended_at)
    values ('default', ${webhook.body.id}, 'job.completed', '{}', 'delivered', now() - interval '100 days')`.execute(
    query,
  );
  const backend = new pg.Client(bulkhead.env.DATABASE_URL);
  await backend.connect();
  await backend.query(`set application_name = 'apply ${ended}'; begin`);
  await expect.poll(() => strayTransactions(query)).toMatchObject({ count: 1 });

  const stuck = { "jobs that no process starts": unstarted, "jobs open for more than a day": endless };
  const strayed = { "transactions of jobs that are over": `apply ${ended}` };
  expect(await doctor([], { BULKHEAD_CLEANUP_CRON: "5 * * * *" })).toEqual({
    code: 1,
    named: {
      "tables of imports that are over": table,
      "bodies and uploads that no import needs": `other/${body}`,
      "imports that can no longer be undone": unreported,
      "jobs whose reports are past their time": unreported,
      "jobs past their time": old,
      "closed findings that no kept job shows": undefined,
      "erasures that no open import has to know of": undefined,
      "stored bytes that neither a path nor a kept job needs": `other/${upload.sha256}`,
      "events of the audit trail past their time": undefined,
      "deliveries to webhooks past their time": undefined,
      ...{ ...stuck, ...strayed, schedule: "missing" },
    },
    removed: [],
  });
  const cleaned = await doctor(["--clean"]);
  expect(cleaned).toMatchObject({ code: 1, named: { ...stuck, ...strayed } });
  expect(cleaned.removed).toHaveLength(leftoverKinds.length);
  await backend.end();
  await query.deleteFrom("job").where("finishedAt", "is", null).execute();
  expect(await doctor()).toEqual({ code: 0, named: {}, removed: [] });
});

test("the doctor's look at the findings is a task of its own", async () => {
  expect(await runCli(["doctor", "--integrity"], bulkhead.env)).toMatchObject({
    code: 0,
    lines: expect.arrayContaining(["default\tas kept"]),
  });
  expect(await runCli(["doctor", "--tenant", "default"], bulkhead.env)).toMatchObject({ code: 1 });
  expect(await runCli(["doctor", "--integrity", "--clean"], bulkhead.env)).toMatchObject({ code: 1 });
});
