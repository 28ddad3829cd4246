import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setBound } from "../../src/db/access/tenant-bounds.js";
import { removeTenant } from "../../src/db/access/tenants.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { type CallOptions, TestBulkhead } from "../support/bulkhead.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

interface Event {
  readonly no: number;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string };
  readonly action: string;
  readonly object: string | null;
  readonly requestId: string | null;
  readonly address: string | null;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
}

async function trail(query = "", key = bulkhead.key): Promise<Event[]> {
  const { status, body } = await bulkhead.call<{ items: Event[] }>("GET", `/api/audit?limit=50${query}`, { key });
  expect(status).toBe(200);
  return body.items;
}

async function newest(action: string, key = bulkhead.key): Promise<Event | undefined> {
  return (await trail(`&action=${action}`, key))[0];
}

const json = (value: object, headers: Record<string, string> = {}): CallOptions => ({ json: value, headers });

test("a day's actions are listed in their order, each with its actor, object and request", async () => {
  const users = (names: readonly string[]) =>
    `id,firstName,lastName\n${names.map((n) => `${n},First,Last\n`).join("")}`;
  const many = Array.from({ length: 40 }, (_, n) => `user-${n}`);
  await bulkhead.upload("users.csv", users(many));
  const started = await bulkhead.call<JobResource>(
    "POST",
    "/api/imports",
    json(
      { entity: "user", asset: "users.csv", importerId: "campus" },
      { Prefer: "wait=60", "X-Request-Id": "the-night" },
    ),
  );
  expect(started.body.state).toBe("complete");
  await bulkhead.call("GET", `/api/jobs/${started.body.id}/rows?outcome=valid`);
  await bulkhead.call("GET", "/api/assets/users.csv?download=1");
  await bulkhead.upload("users.csv", users(many.slice(0, 20)));
  const snapshot = { entity: "user", asset: "users.csv", importerId: "campus", mode: "snapshot" };
  const asking = await bulkhead.call<JobResource>("POST", "/api/imports", json(snapshot));
  await expect.poll(async () => (await bulkhead.job(asking.body.id)).state).toBe("awaiting_approval");
  await bulkhead.call("POST", `/api/jobs/${asking.body.id}/approve`);
  await bulkhead.jobEnd(asking.body.id);
  await bulkhead.call("GET", `/api/jobs/${asking.body.id}/rejects.csv`);
  await bulkhead.call("POST", `/api/jobs/${asking.body.id}/undo`);
  await expect.poll(async () => (await bulkhead.job(asking.body.id)).state).toBe("undone");
  const schedule = await bulkhead.call<{ id: string }>(
    "POST",
    "/api/schedules",
    json({ name: "nightly", cron: "30 2 * * *", timeZone: "UTC", import: { entity: "user", asset: "users.csv" } }),
  );
  const path = `/api/schedules/${schedule.body.id}`;
  await bulkhead.call("PATCH", path, json({ cron: "45 2 * * *" }));
  await bulkhead.call("POST", `${path}/pause`);
  await bulkhead.call("POST", `${path}/resume`);
  await bulkhead.call("DELETE", path);
  await bulkhead.call("PUT", "/api/mappings/campus/user", json({ columns: { Vorname: "firstName" } }));
  await bulkhead.call("DELETE", "/api/mappings/campus/user");
  const credential = { type: "bearer", origin: "https://erp.example", token: "a secret token" };
  await bulkhead.call("PUT", "/api/credentials/erp", json(credential));
  await bulkhead.call("DELETE", "/api/credentials/erp");
  await bulkhead.call("DELETE", "/api/subjects/user/user-3");
  await bulkhead.call("DELETE", "/api/assets/users.csv");

  const day = (await trail()).reverse().filter(({ actor }) => actor.kind === "key");
  expect(day.map(({ action }) => action)).toEqual([
    "asset.stored",
    "job.accepted",
    "rows.read",
    "asset.downloaded",
    "asset.stored",
    "job.accepted",
    "job.approved",
    "rejects.downloaded",
    "job.undo_requested",
    "schedule.created",
    "schedule.changed",
    "schedule.paused",
    "schedule.resumed",
    "schedule.deleted",
    "mapping.stored",
    "mapping.deleted",
    "credential.stored",
    "credential.deleted",
    "subject.erased",
    "asset.deleted",
    "audit.read",
  ]);
  for (const { actor, address, requestId } of day) {
    expect([actor.kind, actor.name, address]).toEqual(["key", "admin-key", "127.0.0.1"]);
    expect(requestId).toMatch(/^[\w-]+$/);
  }
  expect(day[1]).toMatchObject({
    object: `job:${started.body.id}`,
    requestId: "the-night",
    after: { entity: "user", importerId: "campus", mode: "upsert", asset: "users.csv" },
  });
  const [changed] = day.filter(({ action }) => action === "schedule.changed");
  expect([changed?.before?.cron, changed?.after?.cron]).toEqual(["30 2 * * *", "45 2 * * *"]);
});

test("no cell, no secret, no key and no erased id is ever in it", async () => {
  const key = await bulkhead.addKey("admin", "canaries");
  const canaries = ["canary-cell", "canary-password", "canary-token", "canary-erased", "canary-path"];
  const list = [{ id: "canary-erased", firstName: "canary-cell", lastName: "L", passwordOrHash: "canary-password" }];
  const call = (method: string, path: string, options: CallOptions = {}) =>
    bulkhead.call<{ jobId?: string; id?: string; secret?: string }>(method, path, { key, ...options });
  await call("POST", "/import/users?importerId=campus", json(list));
  await bulkhead.import("id,firstName,lastName,nonsense\nu2,canary-cell,,x\n", { entity: "user" }, key);
  const [job] = (await call("GET", "/api/jobs")).body ? await jobsOf(key) : [];
  await call("GET", `/api/jobs/${job?.id}/rows?outcome=invalid`);
  await call("GET", `/api/jobs/${job?.id}/rejects.csv`);
  await call(
    "PUT",
    "/api/credentials/erp",
    json({ type: "bearer", origin: "https://erp.example", token: "canary-token" }),
  );
  await call("PUT", "/api/mappings/campus/user", json({ values: { firstName: { "canary-cell": "Ada" } } }));
  const hook = { url: "https://campus.example/canary-path", events: ["job.completed"] };
  const made = await call("POST", "/api/webhooks", json(hook));
  await call("POST", `/api/webhooks/${made.body.id}/rotate`, json({}));
  canaries.push(made.body.secret ?? "");
  await call("DELETE", "/api/subjects/user/canary-erased");
  const { rows } = await sql<{ event: string }>`
    select to_jsonb(audit_event)::text as event from audit_event where tenant_id = 'canaries'`.execute(
    bulkhead.deps.db.query,
  );
  expect(rows.length).toBeGreaterThan(7);
  const text = rows.map(({ event }) => event).join("\n");
  for (const canary of [...canaries, key]) expect(text).not.toContain(canary);
});

async function jobsOf(key: string): Promise<JobResource[]> {
  return (await bulkhead.call<{ items: JobResource[] }>("GET", "/api/jobs", { key })).body.items;
}

test("events are only added: no statement changes one, or removes one before its time", async () => {
  const { query } = bulkhead.deps.db;
  const attempts = [
    sql`update audit_event set actor_name = 'another'`,
    sql`delete from audit_event`,
    sql`truncate audit_event`,
  ];
  for (const attempt of attempts) await expect(attempt.execute(query)).rejects.toThrow(/audit events are only added/);
});

test("an erasure takes the id out of paths of files, and leaves the rest of the events as it was", async () => {
  const key = await bulkhead.addKey("admin", "erasing");
  await bulkhead.upload("students/4711.csv", "id,firstName,lastName\n4711,Ada,L\n", key);
  await bulkhead.upload("students/47110.csv", "id,firstName,lastName\n1,Ada,L\n", key);
  const request = json({ entity: "user", asset: "students/4711.csv" }, { Prefer: "wait=60" });
  await bulkhead.call("POST", "/api/imports", { key, ...request });
  expect((await bulkhead.call("DELETE", "/api/subjects/user/4711", { key })).status).toBe(200);
  const told = (await trail("", key)).map(({ action, object, after }) => [action, object, after?.asset, after?.size]);
  expect(JSON.stringify(told)).not.toMatch(/\b4711\b/);
  expect(told).toContainEqual(["asset.stored", "asset:[erased]", undefined, 33]);
  expect(told).toContainEqual(["asset.stored", "asset:students/47110.csv", undefined, 30]);
  expect(told.find(([action]) => action === "job.accepted")?.[2]).toBe("[erased]");
  const { rows } = await sql<{ after: Record<string, number> }>`
    select after from audit_event where tenant_id = 'erasing' and action = 'subject.erased'`.execute(
    bulkhead.deps.db.query,
  );
  expect(rows[0]?.after).toMatchObject({ entity: "user", rows: 1 });
});

test("an erasure of an id that is stored nowhere changes no event", async () => {
  const key = await bulkhead.addKey("admin", "nothing-erased");
  await bulkhead.upload("nightly/users.csv", "id,firstName,lastName\nu1,Ada,L\n", key);
  expect((await bulkhead.call("DELETE", "/api/subjects/user/nightly", { key })).status).toBe(404);
  expect((await newest("asset.stored", key))?.object).toBe("asset:nightly/users.csv");
});

test("a page that a cursor leads to is noted as the first one is; one event an hour", async () => {
  const importing = await bulkhead.addKey("import", "leafing");
  const [admin, reading] = [await bulkhead.addKey("admin", "leafing"), await bulkhead.addKey("read", "leafing")];
  const job = await bulkhead.import("id,name\no1,Campus\n", { entity: "organization" }, importing);
  const cursor = Buffer.from("[0]").toString("base64url");
  for (let page = 0; page < 3; page++) {
    const answer = await bulkhead.call("GET", `/api/jobs/${job.id}/rows?outcome=valid&cursor=${cursor}`, {
      key: reading,
    });
    expect(answer.status).toBe(200);
  }
  const reads = await trail("&action=rows.read", admin);
  expect(reads.map(({ actor, object }) => [actor.name, object])).toEqual([["read-key", `job:${job.id}`]]);
});

test("the file of a source is named by its server, and a change of its path is seen", async () => {
  const key = await bulkhead.addKey("admin", "sourced");
  const source = (path: string) => ({ source: { url: `https://erp.example/feed/${path}/users.csv`, auth: null } });
  const schedule = { name: "nightly", cron: "30 2 * * *", timeZone: "UTC" };
  const made = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    key,
    json: { ...schedule, import: { entity: "user", ...source("capability-one") } },
  });
  expect(made.status).toBe(201);
  const path = `/api/schedules/${made.body.id}`;
  await bulkhead.call("PATCH", path, { key, json: { import: source("capability-two") } });
  await bulkhead.call("DELETE", path, { key });
  const events = await trail("&object=schedule:", key);
  expect(events.map(({ action }) => action)).toEqual(["schedule.deleted", "schedule.changed", "schedule.created"]);
  expect(events[1]?.before).toMatchObject({ source: "erp.example", name: "nightly" });
  expect(events[1]?.before?.sourceHash).not.toEqual(events[1]?.after?.sourceHash);
  expect(JSON.stringify(events)).not.toContain("capability");
});

test("a tenant that is made again does not see the trail of the one that had its name", async () => {
  const former = await bulkhead.addKey("admin", "renewed");
  await bulkhead.upload("former.csv", "id\n", former);
  await bulkhead.call("PUT", "/api/credentials/erp", {
    key: former,
    json: { type: "bearer", origin: "https://erp.example", token: "a token" },
  });
  const removed = await bulkhead.deps.db.transaction({ name: "test" }, ({ trx }) => removeTenant(trx, "renewed"));
  expect(removed).toMatchObject({ apiKey: 1, asset: 1, credential: 1 });
  const key = await bulkhead.addKey("admin", "renewed");
  expect((await trail("", key)).map(({ action }) => action)).toEqual(["audit.read", "key.made"]);
});

test("an action that is refused leaves no event", async () => {
  await bulkhead.upload("there.csv", "id\n");
  const before = await trail("&action=asset.stored");
  const body = { body: "id\nother\n", headers: { "Content-Type": "text/csv", "If-None-Match": "*" } };
  expect((await bulkhead.call("PUT", "/api/assets/there.csv", body)).status).toBe(412);
  expect(await trail("&action=asset.stored")).toEqual(before);
});

test("a run that a schedule starts has the schedule as its actor", async () => {
  await bulkhead.upload("often.csv", "id,name\no1,Campus\n");
  const schedule = await bulkhead.call<{ id: string }>(
    "POST",
    "/api/schedules",
    json({ name: "often", everySeconds: 1, timeZone: "UTC", import: { entity: "organization", asset: "often.csv" } }),
  );
  const accepted = async () => (await trail("&action=job.accepted&actor=often"))[0]?.actor;
  await expect.poll(accepted).toEqual({ kind: "schedule", id: schedule.body.id, name: "often" });
  await bulkhead.call("DELETE", `/api/schedules/${schedule.body.id}`);
});

test("what an operator does with a tenant's limits is recorded with both bounds", async () => {
  const key = await bulkhead.addKey("admin", "bounded");
  await bulkhead.deps.db.transaction({ name: "test" }, ({ trx }) => setBound(trx, "bounded", "schedules", 5));
  expect(await newest("limits.changed", key)).toMatchObject({ before: { schedules: null }, after: { schedules: 5 } });
});

test("failed authentications are counted by the address that they came from", async () => {
  for (let n = 0; n < 5; n++) await bulkhead.call("GET", "/api/jobs", { key: "bh_unknown" });
  const counted = async () => {
    const { rows } = await sql<{ count: number }>`
      select coalesce(sum(count), 0)::integer as count from audit_event
      where action = 'authentication.failed' and address = '127.0.0.1'`.execute(bulkhead.deps.db.query);
    return rows[0]?.count;
  };
  await expect.poll(counted).toBe(5);
});

test("only an admin reads the trail, and only that of its tenant", async () => {
  for (const role of ["read", "import"] as const) {
    const key = await bulkhead.addKey(role);
    expect((await bulkhead.call("GET", "/api/audit", { key })).status).toBe(403);
  }
  const key = await bulkhead.addKey("admin", "stranger");
  const actions = (await trail("", key)).map(({ action }) => action);
  expect(new Set(actions)).toEqual(new Set(["key.made", "audit.read"]));
});

test("the trail is paged, filtered, and a file for spreadsheets that computes nothing", async () => {
  await bulkhead.upload("=1+1.csv", "id\n");
  const made = { name: "=1+1", role: "import" };
  const { secret } = (await bulkhead.call<{ secret: string }>("POST", "/api/keys", json(made))).body;
  await bulkhead.upload("of-a-formula.csv", "id\n", secret);
  const page = await bulkhead.call<{ items: Event[]; nextCursor: string }>("GET", "/api/audit?limit=2");
  expect(page.body.items).toHaveLength(2);
  const next = await bulkhead.call<{ items: Event[] }>("GET", `/api/audit?limit=2&cursor=${page.body.nextCursor}`);
  expect(next.body.items[0]?.no).toBeLessThan(page.body.items[1]?.no ?? 0);
  expect((await trail("&object=asset:%3D1")).map(({ action }) => action)).toEqual(["asset.stored"]);
  expect(await trail(`&since=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
  const { body, headers } = await bulkhead.call<string>("GET", "/api/audit?format=csv&action=asset.stored");
  expect(headers.get("content-type")).toContain("text/csv");
  const [header, ...lines] = body.trimEnd().split("\n");
  expect(header).toBe("no,at,actorKind,actorId,actorName,action,object,requestId,address,before,after,count");
  expect(body).toContain(",'=1+1,");
  expect(lines).toHaveLength((await trail("&action=asset.stored")).length);
});

test("events past their time are removed, and younger ones are not", async () => {
  const { query } = bulkhead.deps.db;
  await sql`
    insert into audit_event (at, tenant_id, actor_kind, actor_name, action)
    values (now() - interval '401 days', 'old', 'system', '', 'audit.read'),
      (now() - interval '399 days', 'old', 'system', '', 'audit.read')`.execute(query);
  const { leftovers } = await import("../../src/cleanup/index.js");
  expect(await leftovers.auditEvents.remove(bulkhead.deps, new AbortController().signal)).toBe(1);
});
