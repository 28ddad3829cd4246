import { connect } from "node:net";
import { Readable } from "node:stream";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setBound } from "../../src/db/access/tenant-bounds.js";
import type { LimitName } from "../../src/domain/tenant-limits.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";
import { hold, lockWaitOf } from "../support/hold.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
});
afterAll(() => bulkhead.stop());

interface Limit {
  readonly name: string;
  readonly used: number | null;
  readonly bound: number;
}

interface Problem {
  readonly code: string;
}

/** A tenant of its own, with bounds of its own. */
async function tenant(tenantId: string, bounds: Partial<Record<LimitName, number>>): Promise<string> {
  for (const [name, bound] of Object.entries(bounds)) {
    await setBound(bulkhead.deps.db.query, tenantId, name as LimitName, bound);
  }
  return bulkhead.addKey("admin", tenantId);
}

async function limit(key: string, name: LimitName): Promise<Limit | undefined> {
  const { body } = await bulkhead.call<{ items: Limit[] }>("GET", "/api/limits", { key });
  return body.items.find((one) => one.name === name);
}

function put(key: string, path: string, body: string) {
  return bulkhead.call<Problem>("PUT", `/api/assets/${path}`, { key, body, headers: { "Content-Type": "text/csv" } });
}

/** An upload that does not say how long it is. */
async function stream(key: string, path: string, blocks: AsyncIterable<Uint8Array>) {
  const response = await fetch(`${bulkhead.url}/api/assets/${path}`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "text/csv" },
    body: Readable.toWeb(Readable.from(blocks)) as ReadableStream,
    duplex: "half",
  } as RequestInit);
  return { status: response.status, body: (await response.json()) as Problem };
}

test("a tenant sees use and bound of each limit; one without bounds of its own has the settings'", async () => {
  const key = await tenant("seen", { openImports: 7 });
  await put(key, "a.csv", "x".repeat(500));
  const { status, body } = await bulkhead.call<{ items: Limit[] }>("GET", "/api/limits", { key });
  expect(status).toBe(200);
  const shown = Object.fromEntries(body.items.map(({ name, used, bound }) => [name, [used, bound]]));
  expect(shown).toEqual({
    storedBytes: [500, 256 * 2 ** 30],
    workingBytes: [0, 64 * 2 ** 30],
    openImports: [0, 7],
    runningImports: [0, 20],
    schedules: [0, 200],
    scheduleSeconds: [null, 1],
    requestsPerSecond: [null, 100_000],
    connections: [null, 6],
    streams: [0, 500],
    uploads: [0, 20],
    webhooks: [0, 20],
  });
});

test("a key that sends too many requests gets the time after which to come back; other keys of its tenant are answered", async () => {
  const key = await tenant("quick", { requestsPerSecond: 2 });
  const other = await bulkhead.addKey("read", "quick");
  const get = () => bulkhead.call<Problem>("GET", "/api/jobs", { key });
  // On a busy machine a second may be over before so many came.
  await expect.poll(async () => (await Promise.all(Array.from({ length: 25 }, get))).some(isRefused)).toBe(true);
  const answers = await Promise.all(Array.from({ length: 25 }, get));
  for (const { status, body, headers } of answers.filter(isRefused)) {
    expect([status, body.code, headers.get("retry-after")]).toEqual([429, "TOO_MANY_REQUESTS", "1"]);
  }
  expect((await bulkhead.call("GET", "/api/jobs", { key: other })).status).toBe(200);
  await expect.poll(async () => (await get()).status).toBe(200);
});

const isRefused = ({ status }: { readonly status: number }) => status !== 200;

test("a large page counts as several requests, and one is always answered", async () => {
  const key = await tenant("pages", { requestsPerSecond: 5 });
  const get = () => bulkhead.call("GET", "/api/jobs?limit=1000", { key });
  expect((await get()).status).toBe(200);
  await expect
    .poll(async () => (await Promise.all([get(), get()])).map(({ status }) => status).sort())
    .toEqual([200, 429]);
});

test("contract A says in its headers how many requests are left", async () => {
  const key = await tenant("vendor", { requestsPerSecond: 3 });
  const path = "/incoming/v2/jobs/00000000-0000-4000-8000-000000000000";
  const get = async () => (await bulkhead.call("GET", path, { key })).headers;
  const first = await get();
  expect([first.get("x-ratelimit-limit"), first.get("x-ratelimit-remaining")]).toEqual(["3", "2"]);
  expect(Number(first.get("x-ratelimit-reset"))).toBeGreaterThan(Date.now() / 1_000 - 120);
  const left = async () =>
    (await Promise.all(Array.from({ length: 8 }, get))).map((all) => all.get("x-ratelimit-remaining"));
  await expect.poll(left).toContain("0");
});

test("a tenant stores no more bytes than its bound; each content counts once, and what goes makes room", async () => {
  const key = await tenant("full", { storedBytes: 1_000 });
  expect((await put(key, "a.csv", "a".repeat(450))).status).toBe(201);
  expect((await put(key, "same.csv", "a".repeat(450))).status).toBe(201);
  const refused = await put(key, "b.csv", "b".repeat(600));
  expect([refused.status, refused.body.code]).toEqual([507, "TENANT_STORAGE_FULL"]);
  expect(await limit(key, "storedBytes")).toMatchObject({ used: 450, bound: 1_000 });
  await bulkhead.call("DELETE", "/api/assets/a.csv", { key });
  expect(await limit(key, "storedBytes")).toMatchObject({ used: 450 });
  await bulkhead.call("DELETE", "/api/assets/same.csv", { key });
  expect(await limit(key, "storedBytes")).toMatchObject({ used: 0 });
  expect((await put(key, "b.csv", "b".repeat(600))).status).toBe(201);
});

test("uploads at once that do not say how long they are share the room that is left", async () => {
  const key = await tenant("crowd", { storedBytes: 1_000_000 });
  async function* blocks(n: number) {
    for (let block = 0; block < 4; block++) yield Buffer.alloc(75_000, String(n));
  }
  // A client that is refused while it sends may see its connection closed before the answer.
  const cut = { status: 507, body: { code: "TENANT_STORAGE_FULL" } };
  const uploads = Array.from({ length: 9 }, (_, n) => stream(key, `part-${n}.csv`, blocks(n)).catch(() => cut));
  const codes = (await Promise.all(uploads)).map(({ status, body }) => (status === 201 ? "stored" : body.code));
  expect(new Set(codes)).toEqual(new Set(["stored", "TENANT_STORAGE_FULL"]));
  const stored = codes.filter((code) => code === "stored").length;
  expect(stored).toBeGreaterThanOrEqual(1);
  expect(stored).toBeLessThanOrEqual(3);
  // A connection that was closed under an upload may be tried once more.
  await expect.poll(() => limit(key, "storedBytes").catch(() => null)).toMatchObject({ used: stored * 300_000 });
});

test("a list in a body counts as well, and is refused in contract B's own answer", async () => {
  const key = await tenant("lists", { storedBytes: 40 });
  const list = (id: string) => ({
    key,
    body: JSON.stringify([{ id, firstName: "Ada", lastName: "Lovelace", passwordOrHash: "hunter2" }]),
    headers: { "Content-Type": "application/json" },
  });
  const { status, body } = await bulkhead.call("POST", "/import/users?importerId=campus", list("u1"));
  expect(status).toBe(507);
  expect(body).toMatchObject({ importResult: "ERROR", exception: expect.stringContaining("40 bytes") });
});

test("an import whose file is unpacked past the bound fails with the code", async () => {
  const { gzipSync } = await import("node:zlib");
  const packed = gzipSync(eventCsv({ rows: 500 }));
  const key = await tenant("packed", { storedBytes: packed.length + 1_000 });
  await bulkhead.upload("events.csv.gz", new Uint8Array(packed), key);
  const { body } = await bulkhead.call<{ id: string }>("POST", "/api/imports", {
    key,
    json: { entity: "courseGroupInPersonEvent", asset: "events.csv.gz" },
  });
  expect(await bulkhead.jobEnd(body.id, key)).toMatchObject({
    state: "failed",
    error: { code: "TENANT_STORAGE_FULL" },
  });
});

test("a tenant has no more uploads under way than its bound; another one's go on", async () => {
  const key = await tenant("uploads", { uploads: 1 });
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  async function* slow() {
    yield Buffer.from("id\n");
    await ended;
  }
  const first = stream(key, "slow.csv", slow());
  await expect.poll(async () => (await limit(key, "uploads"))?.used).toBe(1);
  const second = await put(key, "second.csv", "id\n");
  expect([second.status, second.body.code]).toEqual([429, "LIMIT_REACHED"]);
  expect((await put(bulkhead.key, "other.csv", "id\n")).status).toBe(201);
  end();
  expect((await first).status).toBe(201);
  expect((await put(key, "second.csv", "id\n")).status).toBe(201);
});

test("a tenant has no more streams open than its bound, and has room again when one is closed", async () => {
  const key = await tenant("streams", { streams: 1 });
  const held = await hold(bulkhead.env.DATABASE_URL ?? "", "lock course_group_in_person_event in exclusive mode");
  await bulkhead.upload("events.csv", eventCsv({ rows: 1 }), key);
  const { body } = await bulkhead.call<{ id: string }>("POST", "/api/imports", {
    key,
    json: { entity: "courseGroupInPersonEvent", asset: "events.csv" },
  });
  const closing = new AbortController();
  const listen = () =>
    fetch(`${bulkhead.url}/api/jobs/${body.id}/stream`, {
      headers: { Authorization: `Bearer ${key}` },
      signal: closing.signal,
    });
  expect((await listen()).status).toBe(200);
  expect((await listen()).status).toBe(429);
  closing.abort();
  await expect.poll(async () => (await limit(key, "streams"))?.used).toBe(0);
  await held.release();
  await bulkhead.jobEnd(body.id, key);
});

test("a stream that stands behind another one on its connection is given back when the connection closes", async () => {
  const key = await tenant("pipelined", {});
  const held = await hold(bulkhead.env.DATABASE_URL ?? "", "lock course_group_in_person_event in exclusive mode");
  await bulkhead.upload("events.csv", eventCsv({ rows: 1 }), key);
  const { body } = await bulkhead.call<{ id: string }>("POST", "/api/imports", {
    key,
    json: { entity: "courseGroupInPersonEvent", asset: "events.csv" },
  });
  const { hostname, port } = new URL(bulkhead.url);
  const socket = connect(Number(port), hostname);
  const request = `GET /api/jobs/${body.id}/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n\r\n`;
  socket.write(request.repeat(3));
  const open = async () => (await limit(key, "streams"))?.used;
  await expect.poll(open).toBe(3);
  socket.destroy();
  await expect.poll(open).toBe(0);
  await held.release();
  await bulkhead.jobEnd(body.id, key);
});

test("lists in bodies, forms and uploads are one limit", async () => {
  const key = await tenant("slow-bodies", { uploads: 1 });
  const { hostname, port } = new URL(bulkhead.url);
  const socket = connect(Number(port), hostname);
  const head = `POST /import/users?importerId=a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n`;
  socket.write(`${head}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n[{"id":`);
  await expect.poll(async () => (await limit(key, "uploads"))?.used).toBe(1);
  const form = new FormData();
  form.append("file", new Blob(["id\n"], { type: "text/csv" }), "a.csv");
  const headers = { Authorization: `Bearer ${key}` };
  expect((await fetch(`${bulkhead.url}/api/assets`, { method: "POST", headers, body: form })).status).toBe(429);
  expect((await put(key, "b.csv", "id\n")).status).toBe(429);
  socket.destroy();
  await expect.poll(async () => (await limit(key, "uploads"))?.used).toBe(0);
});

test("a tenant sends no more requests with many keys than with five", async () => {
  const first = await tenant("keys", { requestsPerSecond: 2 });
  const keys = [first, ...(await Promise.all(Array.from({ length: 19 }, () => bulkhead.addKey("read", "keys"))))];
  const all = () => Promise.all(keys.map((key) => bulkhead.call("GET", "/api/jobs", { key })));
  await expect.poll(async () => (await all()).some(isRefused)).toBe(true);
});

test("requests at once with one key are one question to the database; other tenants are answered", async () => {
  const key = await tenant("burst", { requestsPerSecond: 10 });
  const burst = Array.from({ length: 300 }, () => bulkhead.call("GET", "/api/jobs", { key }));
  expect((await bulkhead.call("GET", "/api/jobs")).status).toBe(200);
  const statuses = new Set((await Promise.all(burst)).map(({ status }) => status));
  expect([...statuses].every((status) => status === 200 || status === 429)).toBe(true);
});

test("a tenant has no more schedules than its bound, and none that runs too often", async () => {
  const key = await tenant("schedules", { schedules: 2, scheduleSeconds: 3_600 });
  await bulkhead.upload("events.csv", eventCsv({ rows: 1 }), key);
  const create = async (times: object) => {
    const imported = { entity: "courseGroupInPersonEvent", asset: "events.csv" };
    const json = { name: "often", import: imported, timeZone: "UTC", ...times };
    const { status, body } = await bulkhead.call<Problem & { id: string }>("POST", "/api/schedules", { key, json });
    return status === 201 ? body.id : body.code;
  };
  for (const times of [
    { everySeconds: 3_599 },
    { cron: "*/30 * * * *" },
    { cron: "0,59 3 * * *" },
    { cron: "* 1-4/2 * * *" },
  ])
    expect(await create(times)).toBe("SCHEDULE_TOO_FREQUENT");
  const made = await Promise.all([
    ...Array.from({ length: 4 }, () => create({ cron: "0 * * * *" })),
    create({ everySeconds: 3_600 }),
  ]);
  const ids = made.filter((answer) => answer !== "LIMIT_REACHED");
  expect(ids).toHaveLength(2);
  const change = { key, json: { everySeconds: 60 } };
  const changed = await bulkhead.call<Problem>("PATCH", `/api/schedules/${ids[0]}`, change);
  expect([changed.status, changed.body.code]).toEqual([422, "SCHEDULE_TOO_FREQUENT"]);
  for (const id of ids) await bulkhead.call("DELETE", `/api/schedules/${id}`, { key });
});

test("requests that hold all connections of their tenant leave some to the requests of others", async () => {
  const key = await tenant("holding", {});
  await put(key, "held.csv", "id\n");
  const held = await hold(
    bulkhead.env.DATABASE_URL ?? "",
    "select from asset where tenant_id = 'holding' and path = 'held.csv' for update",
  );
  let pending = 0;
  const puts = Array.from({ length: 20 }, async (_, n) => {
    pending++;
    const { status, body } = await put(key, "held.csv", `id\n${n}\n`);
    pending--;
    return status === 201 ? "stored" : body.code;
  });
  await lockWaitOf(bulkhead.deps.db.query, "store asset");
  for (let n = 0; n < 5; n++) {
    expect((await bulkhead.call("GET", "/api/jobs")).status).toBe(200);
    expect(pending).toBe(20);
  }
  const { rows } = await sql<{ connections: number }>`
    select count(*) as connections from pg_stat_activity
    where datname = current_database() and application_name = 'store asset'`.execute(bulkhead.deps.db.query);
  expect(rows).toEqual([{ connections: 6 }]);
  await held.release();
  expect(new Set(await Promise.all(puts)).has("stored")).toBe(true);
});
