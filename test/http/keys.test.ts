import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setSecondApprover } from "../../src/db/access/tenant-policy.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { type CallOptions, TestBulkhead } from "../support/bulkhead.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

interface Key {
  readonly id: string;
  readonly name: string;
  readonly inForce: boolean;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly replacedBy: string | null;
  readonly secret: string;
}

async function make(admin: string, asked: object): Promise<Key> {
  const { status, body } = await bulkhead.call<Key>("POST", "/api/keys", { key: admin, json: asked });
  expect([status, body]).toMatchObject([201, {}]);
  return body;
}

async function listed(admin: string): Promise<readonly Key[]> {
  return (await bulkhead.call<{ items: Key[] }>("GET", "/api/keys", { key: admin })).body.items;
}

async function refusal(method: string, path: string, options: CallOptions): Promise<readonly [number, string]> {
  const { status, body } = await bulkhead.call<{ code: string }>(method, path, options);
  return [status, body.code];
}

const users = "id,firstName,lastName\nu1,Ada,L\n";

test("an admin makes a key, sees when it was used, and ends it", async () => {
  const admin = await bulkhead.addKey("admin", "making");
  const made = await make(admin, { name: "erp", role: "import" });
  expect(made.secret).toMatch(/^bh_[\w-]{43}$/);
  expect((await bulkhead.call("GET", "/api/jobs", { key: made.secret })).status).toBe(200);
  const erp = async () => (await listed(admin)).find(({ name }) => name === "erp");
  await expect.poll(async () => (await erp())?.lastUsedAt, { timeout: 20_000 }).toMatch(/^\d{4}-/);
  expect(JSON.stringify(await listed(admin))).not.toContain(made.secret);
  expect((await bulkhead.call("DELETE", `/api/keys/${made.id}`, { key: admin })).status).toBe(204);
  expect(await refusal("DELETE", `/api/keys/${made.id}`, { key: admin })).toEqual([404, "KEY_NOT_FOUND"]);
  expect(await refusal("GET", "/api/jobs", { key: made.secret })).toEqual([401, "UNAUTHENTICATED"]);
  expect(await erp()).toMatchObject({ inForce: false });
});

test("two keys in force of a tenant never have one name; an expired key leaves its name", async () => {
  const admin = await bulkhead.addKey("admin", "naming");
  const first = await make(admin, { name: "erp", role: "import", expiresInDays: 30 });
  const again = { key: admin, json: { name: "erp", role: "read" } };
  expect(await refusal("POST", "/api/keys", again)).toEqual([409, "KEY_NAME_TAKEN"]);
  const elsewhere = await bulkhead.addKey("admin", "naming-elsewhere");
  await make(elsewhere, { name: "erp", role: "import" });
  expect(Date.parse(first.expiresAt ?? "") - Date.now()).toBeGreaterThan(29 * 86_400_000);
  await sql`update api_key set expires_at = now() where id = ${first.id}`.execute(bulkhead.deps.db.query);
  expect(await refusal("GET", "/api/jobs", { key: first.secret })).toEqual([401, "UNAUTHENTICATED"]);
  await make(admin, { name: "erp", role: "read" });
});

test("a key that is rotated works beside its successor for the overlap, and two are in force at most", async () => {
  const admin = await bulkhead.addKey("admin", "rotating");
  const scopes = { entities: ["user"], importers: ["erp"], approve: false };
  const first = await make(admin, { name: "erp", role: "import", scopes, expiresInDays: 10 });
  const rotate = (key: Key, body: object) =>
    bulkhead.call<Key>("POST", `/api/keys/${key.id}/rotate`, { key: admin, json: body });
  const second = (await rotate(first, { overlapHours: 2 })).body;
  expect(second).toMatchObject({ name: "erp", role: "import", scopes });
  const status = async (key: Key) => (await bulkhead.call("GET", "/api/key", { key: key.secret })).status;
  expect([await status(first), await status(second)]).toEqual([200, 200]);
  const old = (await listed(admin)).find(({ id }) => id === first.id);
  expect(old?.replacedBy).toBe(second.id);
  expect(Date.parse(old?.expiresAt ?? "") - Date.now()).toBeLessThan(2 * 3_600_000 + 1_000);
  expect(Date.parse(second.expiresAt ?? "") - Date.now()).toBeGreaterThan(9 * 86_400_000);
  expect((await rotate(first, {})).status).toBe(404);
  const third = (await rotate(second, {})).body;
  expect([await status(first), await status(second), await status(third)]).toEqual([401, 200, 200]);
  expect(await status((await rotate(third, { overlapHours: 0 })).body)).toBe(200);
  expect(await status(third)).toBe(401);
});

test("a rotation ends every other key of its name, also one whose successor was revoked", async () => {
  const admin = await bulkhead.addKey("admin", "rotating-again");
  const first = await make(admin, { name: "erp", role: "import" });
  const second = (await bulkhead.call<Key>("POST", `/api/keys/${first.id}/rotate`, { key: admin, json: {} })).body;
  await bulkhead.call("DELETE", `/api/keys/${second.id}`, { key: admin });
  const third = await make(admin, { name: "erp", role: "import" });
  await bulkhead.call("POST", `/api/keys/${third.id}/rotate`, { key: admin, json: {} });
  const inForce = (await listed(admin)).filter((key) => key.inForce && key.name === "erp");
  expect(inForce.map(({ id }) => id)).toContain(third.id);
  expect(inForce).toHaveLength(2);
  expect(await refusal("GET", "/api/jobs", { key: first.secret })).toEqual([401, "UNAUTHENTICATED"]);
});

test("a key of another tenant is not there", async () => {
  const [admin, stranger] = [await bulkhead.addKey("admin", "owning"), await bulkhead.addKey("admin", "strange")];
  const { id, secret } = await make(admin, { name: "erp", role: "import" });
  expect((await listed(stranger)).map(({ name }) => name)).toEqual(["admin-key"]);
  expect(await refusal("DELETE", `/api/keys/${id}`, { key: stranger })).toEqual([404, "KEY_NOT_FOUND"]);
  const rotation = { key: stranger, json: {} };
  expect(await refusal("POST", `/api/keys/${id}/rotate`, rotation)).toEqual([404, "KEY_NOT_FOUND"]);
  expect((await bulkhead.call("GET", "/api/jobs", { key: secret })).status).toBe(200);
  expect(await refusal("GET", "/api/keys", { key: secret })).toEqual([403, "FORBIDDEN"]);
});

test("a limited key imports and sees what belongs to its entities and importers alone", async () => {
  const admin = await bulkhead.addKey("admin", "limiting");
  const { secret: key } = await make(admin, {
    name: "survey",
    role: "import",
    scopes: { entities: ["user"], importers: ["survey-tool"] },
  });
  await bulkhead.upload("survey-tool/user/users.csv", users, key);
  const start = (json: object, headers = {}) => ({ key, json, headers });
  const asset = "survey-tool/user/users.csv";
  const own = await bulkhead.call<JobResource>(
    "POST",
    "/api/imports",
    start({ entity: "user", asset }, { Prefer: "wait=60" }),
  );
  expect(own.body).toMatchObject({ state: "complete", importerId: "survey-tool" });
  for (const refused of [
    { entity: "user", asset, importerId: "campus-erp", mode: "snapshot" },
    { entity: "organization", asset },
    { entity: "user", asset: "erp/users.csv" },
  ])
    expect(await refusal("POST", "/api/imports", start(refused))).toEqual([403, "FORBIDDEN"]);
  const list = { key, json: [{ id: "u2", firstName: "A", lastName: "B" }] };
  expect((await bulkhead.call("POST", "/import/users?importerId=campus-erp", list)).status).toBe(403);
  const pack = start({ asset: "survey-tool/user/all.zip", preset: "sds-2.1" });
  expect(await refusal("POST", "/api/packages", pack)).toEqual([403, "FORBIDDEN"]);

  await bulkhead.upload("erp/users.csv", users, admin);
  const others = await bulkhead.call<JobResource>("POST", "/api/imports", {
    key: admin,
    json: { entity: "user", asset: "erp/users.csv", importerId: "campus-erp" },
  });
  const jobs = await bulkhead.call<{ items: JobResource[]; counts: object }>("GET", "/api/jobs?counts=state", { key });
  expect(jobs.body.items.map(({ id }) => id)).toEqual([own.body.id]);
  expect(jobs.body.counts).toEqual({ complete: 1 });
  for (const path of ["", "/rows", "/rejects.csv", "/integrity", "/stream"]) {
    const answer = await refusal("GET", `/api/jobs/${others.body.id}${path}`, { key });
    expect([path, ...answer]).toEqual([path, 404, "JOB_NOT_FOUND"]);
  }
  for (const verb of ["cancel", "approve", "undo", "retry"]) {
    const answer = await refusal("POST", `/api/jobs/${others.body.id}/${verb}`, { key });
    expect([verb, ...answer]).toEqual([verb, 404, "JOB_NOT_FOUND"]);
  }
  await bulkhead.jobEnd(others.body.id, admin);
});

test("a limited key reaches the files, schedules and mappings of its importers alone", async () => {
  const admin = await bulkhead.addKey("admin", "folders");
  const { secret: key } = await make(admin, { name: "survey", role: "import", scopes: { importers: ["a", "b"] } });
  for (const path of ["a/users.csv", "b/users.csv", "ab/users.csv", "users.csv"])
    await bulkhead.upload(path, users, admin);
  const assets = (await bulkhead.call<{ items: { path: string }[] }>("GET", "/api/assets", { key })).body.items;
  expect(assets.map(({ path }) => path)).toEqual(["a/users.csv", "b/users.csv"]);
  for (const method of ["GET", "DELETE", "PUT"]) {
    const body = method === "PUT" ? { body: users } : {};
    expect(await refusal(method, "/api/assets/ab/users.csv", { key, ...body })).toEqual([403, "FORBIDDEN"]);
  }
  const times = { name: "nightly", cron: "30 2 * * *", timeZone: "UTC" };
  const nightly = (importerId: string, asset: string) => ({ ...times, import: { entity: "user", asset, importerId } });
  const others = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    key: admin,
    json: nightly("erp", "users.csv"),
  });
  const own = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    key,
    json: nightly("a", "a/users.csv"),
  });
  expect(own.status).toBe(201);
  for (const refused of [nightly("erp", "a/users.csv"), nightly("a", "users.csv"), times]) {
    const { status } = await bulkhead.call("POST", "/api/schedules", { key, json: refused });
    expect([refused, status]).toEqual([refused, refused === times ? 400 : 403]);
  }
  const change = { key, json: { import: { importerId: "erp" } } };
  expect(await refusal("PATCH", `/api/schedules/${own.body.id}`, change)).toEqual([403, "FORBIDDEN"]);
  const found = await bulkhead.call<{ items: { id: string }[] }>("GET", "/api/schedules", { key });
  expect(found.body.items.map(({ id }) => id)).toEqual([own.body.id]);
  for (const method of ["GET", "DELETE"])
    expect(await refusal(method, `/api/schedules/${others.body.id}`, { key })).toEqual([404, "SCHEDULE_NOT_FOUND"]);
  for (const { body } of [own, others]) await bulkhead.call("DELETE", `/api/schedules/${body.id}`, { key: admin });

  await bulkhead.call("PUT", "/api/mappings/erp/user", { key: admin, json: {} });
  await bulkhead.call("PUT", "/api/mappings/a/user", { key, json: {} });
  expect(await refusal("PUT", "/api/mappings/erp/user", { key, json: {} })).toEqual([403, "FORBIDDEN"]);
  const mappings = await bulkhead.call<{ items: { importerId: string }[] }>("GET", "/api/mappings", { key });
  expect(mappings.body.items.map(({ importerId }) => importerId)).toEqual(["a"]);
});

test("a limited key uses no stored credential, and its schedules are of its own importer", async () => {
  const admin = await bulkhead.addKey("admin", "credentials");
  const credential = { type: "bearer", origin: "https://erp.example", token: "a token" };
  await bulkhead.call("PUT", "/api/credentials/erp", { key: admin, json: credential });
  const { secret: key } = await make(admin, { name: "survey", role: "import", scopes: { importers: ["survey-tool"] } });
  const source = (auth: string | null) => ({ entity: "user", source: { url: "https://erp.example/users.csv", auth } });
  const refused = { key, json: source("erp") };
  expect(await refusal("POST", "/api/imports", refused)).toEqual([403, "FORBIDDEN"]);
  expect((await bulkhead.call("GET", "/api/credentials", { key })).body).toMatchObject({ items: [] });
  expect(await refusal("GET", "/api/credentials/erp", { key })).toEqual([404, "CREDENTIAL_NOT_FOUND"]);
  const times = { name: "nightly", cron: "0 0 1 1 *", timeZone: "UTC" };
  const secretly = { key, json: { ...times, import: source("erp") } };
  expect(await refusal("POST", "/api/schedules", secretly)).toEqual([403, "FORBIDDEN"]);
  const made = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    key,
    json: { ...times, import: source(null) },
  });
  expect(made.body).toMatchObject({ import: { importerId: "survey-tool" }, requestedBy: "survey" });
  const path = `/api/schedules/${made.body.id}`;
  await bulkhead.call("PATCH", path, { key: admin, json: { cron: "0 0 2 1 *" } });
  expect((await bulkhead.call("GET", path, { key })).body).toMatchObject({ requestedBy: "survey" });
  await bulkhead.call("PATCH", path, { key: admin, json: { import: { mode: "snapshot" } } });
  expect((await bulkhead.call("GET", path, { key })).body).toMatchObject({ requestedBy: "admin-key" });
  await bulkhead.call("DELETE", path, { key });
});

test("an admin makes keys, and so is never limited", async () => {
  const admin = await bulkhead.addKey("admin", "unlimited");
  const limited = { name: "second", role: "admin", scopes: { entities: ["user"] } };
  expect(await refusal("POST", "/api/keys", { key: admin, json: limited })).toEqual([400, "INVALID_BODY"]);
  const reserved = { name: "third", role: "import", scopes: { importers: ["corrections"] } };
  expect(await refusal("POST", "/api/keys", { key: admin, json: reserved })).toEqual([400, "INVALID_BODY"]);
  const own = await bulkhead.call("GET", "/api/key", { key: admin });
  const scopes = { entities: null, importers: null, approve: true };
  expect(own.body).toMatchObject({ name: "admin-key", role: "admin", tenant: "unlimited", scopes, folders: null });
});

/** A snapshot that would delete half of what its importer owns. */
async function asking(key: string): Promise<JobResource> {
  const rows = (count: number) => Array.from({ length: count }, (_, n) => `u${n},Ada,L\n`).join("");
  const file = (count: number) => `id,firstName,lastName\n${rows(count)}`;
  const importing = { entity: "user", importerId: "erp" };
  await bulkhead.import(file(40), importing, key);
  await bulkhead.upload("half.csv", file(20), key);
  const started = await bulkhead.call<JobResource>("POST", "/api/imports", {
    key,
    json: { ...importing, asset: "half.csv", mode: "snapshot" },
  });
  await expect.poll(async () => (await bulkhead.job(started.body.id, key)).state).toBe("awaiting_approval");
  return started.body;
}

test("where a tenant wants a second approver, no key approves what it asked for", async () => {
  const admin = await bulkhead.addKey("admin", "approving");
  const importer = await make(admin, { name: "erp", role: "import" });
  const never = await make(admin, { name: "feed", role: "import", scopes: { approve: false } });
  const job = await asking(importer.secret);
  const approve = (key: string) => refusal("POST", `/api/jobs/${job.id}/approve`, { key });
  await bulkhead.deps.db.transaction({ name: "test" }, ({ trx }) => setSecondApprover(trx, "approving", true));
  expect(await approve(importer.secret)).toEqual([403, "SECOND_APPROVER_NEEDED"]);
  const renewed = await bulkhead.call<Key>("POST", `/api/keys/${importer.id}/rotate`, { key: admin, json: {} });
  expect(await approve(renewed.body.secret)).toEqual([403, "SECOND_APPROVER_NEEDED"]);
  expect(await approve(never.secret)).toEqual([403, "FORBIDDEN"]);
  expect((await bulkhead.job(job.id, admin)).state).toBe("awaiting_approval");
  expect((await approve(admin))[0]).toBe(202);
  expect((await bulkhead.jobEnd(job.id, admin)).approval?.approvedBy).toBe("admin-key");
});

test("without that a key approves what it asked for", async () => {
  const admin = await bulkhead.addKey("admin", "trusting");
  const job = await asking(admin);
  expect((await bulkhead.call("POST", `/api/jobs/${job.id}/approve`, { key: admin })).status).toBe(202);
  expect((await bulkhead.jobEnd(job.id, admin)).state).toBe("complete");
});
