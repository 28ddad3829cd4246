import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { verify } from "@node-rs/argon2";
import { Client, Connection } from "@temporalio/client";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";

const password = "c4n4ry-pass";
const preHash = "c4n4ry-hash";
const hmacKey = "c4n4ry-key";
const preHashing = { algorithm: "SHA-256", saltMode: "PREFIX", salt: "c2FsdA", hmacKey };

let bulkhead: TestBulkhead;
let http: RoleProcess;
let worker: RoleProcess | null = null;
const answers: string[] = [];
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_LIST_WAIT_SECONDS: "20" }, "http");
  http = await startRole("http", { ...bulkhead.env, BULKHEAD_LOG_LEVEL: "debug" });
});
afterAll(async () => {
  await Promise.all([http.kill(), worker?.kill()]);
  await bulkhead.stop();
});

const user = (id: string, more: object = {}) => ({ id, firstName: "Ada", lastName: "Lovelace", ...more });

/** Sends a list to the process whose log is read; every answer is kept. */
async function post(body: string, { type = "application/json", query = "", list = "users" } = {}): Promise<number> {
  const response = await fetch(`${http.url}/import/${list}?importerId=campus${query}`, {
    method: "POST",
    body,
    headers: { "Content-Type": type, Authorization: `Bearer ${bulkhead.key}` },
  });
  answers.push(await response.text());
  return response.status;
}

async function ask(path: string): Promise<string> {
  const response = await fetch(`${http.url}${path}`, { headers: { Authorization: `Bearer ${bulkhead.key}` } });
  const text = await response.text();
  answers.push(text);
  return text;
}

async function put(path: string, body: string): Promise<void> {
  const headers = { "Content-Type": "text/csv", Authorization: `Bearer ${bulkhead.key}` };
  expect((await fetch(`${http.url}/api/assets/${path}`, { method: "PUT", body, headers })).status).toBe(201);
}

async function importAsset(asset: string): Promise<JobResource> {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${bulkhead.key}`, Prefer: "wait=20" };
  const body = JSON.stringify({ entity: "user", asset });
  const response = await fetch(`${http.url}/api/imports`, { method: "POST", body, headers });
  const text = await response.text();
  answers.push(text);
  return JSON.parse(text) as JobResource;
}

async function jobs(): Promise<JobResource[]> {
  return (JSON.parse(await ask("/api/jobs?limit=200")) as { items: JobResource[] }).items;
}

async function storedUser(id: string) {
  return bulkhead.deps.db.query.selectFrom("user").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

/** Tables in which a text occurs anywhere. */
async function tablesWith(text: string): Promise<string[]> {
  const { query } = bulkhead.deps.db;
  const tables = await sql<{ name: string }>`
    select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`.execute(query);
  const found: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await sql`select from ${sql.raw(name)} as row where row::text like ${`%${text}%`} limit 1`.execute(
      query,
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

async function filesWith(folder: string, text: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map(async (file) => ((await readFile(file)).includes(text) ? [file] : [])));
  return contents.flat();
}

test("a body with passwords waits apart, for the service's account alone, and goes with its job", async () => {
  const waiting = post(JSON.stringify([user("u1", { passwordOrHash: password })]));
  const folder = join(bulkhead.env.BULKHEAD_DATA_DIR ?? "", "assets", "default", "private");
  const [name = ""] = await until(
    () => readdir(folder).catch(() => []),
    ({ length }) => length === 1,
  );
  expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(await tablesWith(password)).toEqual([]);
  worker = await startRole("worker", { ...bulkhead.env, BULKHEAD_LOG_LEVEL: "debug" });
  expect(await waiting).toBe(200);
  expect(await readdir(folder)).toEqual([]);
  const rows = JSON.parse(await ask(`/api/jobs/${name}/rows?outcome=valid`)) as { code: string };
  expect(rows.code).toBe("BODY_DELETED");
});

test("a password is kept as argon2id, hashed again only when it changed, and kept when a list leaves it out", async () => {
  const first = await storedUser("u1");
  expect(first.passwordOrHash).toMatch(/^\$argon2id\$/);
  expect(await verify(first.passwordOrHash ?? "", password)).toBe(true);

  await post(JSON.stringify([user("u1", { passwordOrHash: password, username: "ada" })]));
  expect(await storedUser("u1")).toMatchObject({ username: "ada", passwordOrHash: first.passwordOrHash });
  await post(JSON.stringify([user("u1")]));
  expect(await storedUser("u1")).toMatchObject({ username: null, passwordOrHash: first.passwordOrHash });

  await post(JSON.stringify([user("u1", { passwordOrHash: preHash, passwordPreHashing: preHashing })]));
  const changed = await storedUser("u1");
  expect(await verify(changed.passwordOrHash ?? "", preHash)).toBe(true);
  expect(changed.passwordPreHashing).toEqual(preHashing);
  await post(JSON.stringify([user("u1")]));
  expect(await storedUser("u1")).toMatchObject({
    passwordOrHash: changed.passwordOrHash,
    passwordPreHashing: preHashing,
  });
  await post(JSON.stringify([user("u1", { passwordOrHash: password })]));
  expect(await storedUser("u1")).toMatchObject({ passwordPreHashing: null });
});

test("neither a password nor a pre-hash is found anywhere but as argon2id, after every end of its list", async () => {
  const secret = { passwordOrHash: password, passwordPreHashing: { ...preHashing, salt: preHash } };
  const both = (id: string) => [user(id, secret), user(`${id}b`, { passwordOrHash: preHash })];
  const xml = `<users><user><id>x1</id><firstName>A</firstName><lastName>B</lastName><passwordOrHash>${password}</passwordOrHash><passwordPreHashing><algorithm>${preHash}</algorithm><saltMode>x</saltMode></passwordPreHashing></user></users>`;
  const statuses = [
    await post(JSON.stringify(both("u2"))),
    await post(JSON.stringify(both("u3")), { query: "&dryRun=true" }),
    await post(JSON.stringify([...both("u4"), user("u4", secret)])), // a duplicate
    await post(
      JSON.stringify([
        user("u5", { ...secret, firstName: 7 }),
        user("u6", { passwordOrHash: { password } }),
        user("u7"),
      ]),
    ),
    await post(JSON.stringify([user("u8", { passwordOrHash: password.repeat(200) }), user("u7")])), // too long
    await post(
      JSON.stringify([
        user("u9", { passwordOrHash: password, passwordPreHashing: { algorithm: preHash, [password]: 1 } }),
        user("u7"),
      ]),
    ),
    await post(
      JSON.stringify([user("u10", { passwordPreHashing: preHashing, [password]: 1 }), user("u7")]).replace(
        `"${password}":1`,
        `"x":1`,
      ),
    ),
    await post(JSON.stringify([...both("u11"), { id: "broken" }]), { query: "&onInvalid=abort" }),
    await post(`${JSON.stringify(both("u12")).slice(0, -3)}`), // truncated
    await post(`{"users":${JSON.stringify(both("u13"))}}`), // not a list
    await post(xml, { type: "application/xml" }),
    await post(xml.replace("</users>", ""), { type: "application/xml" }),
    await post(`<!DOCTYPE users [<!ENTITY a "${password}">]>${xml}`, { type: "application/xml" }),
  ];
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 400, 400, 400, 200, 400, 400]);
  // Users sent where students belong, and a password that an unquoted comma moved into a column without a name.
  const [list, type] = ["students", "application/json"];
  expect(await post(JSON.stringify(both("u14")), { list, type })).toBe(200);
  await put("users.csv", `id,firstName,lastName,passwordOrHash\nu15,Ada,Love,lace,${password}\n`);
  expect((await importAsset("users.csv")).state).toBe("complete_with_rejects");

  for (const { id } of await jobs()) {
    for (const path of ["", "/rows?outcome=valid", "/rows?outcome=invalid", "/integrity"])
      await ask(`/api/jobs/${id}${path}`);
    await ask(`/import/jobs/${id}`);
  }
  // The file is its owner's, who put it there and can take it away; everything else is ours.
  await fetch(`${http.url}/api/assets/users.csv`, {
    method: "DELETE",
    headers: { Authorization: `Bearer ${bulkhead.key}` },
  });
  const { assets } = bulkhead.deps;
  const pinned = await bulkhead.deps.db.query
    .selectFrom("job")
    .select("assetSha256")
    .where("assetPath", "=", "users.csv")
    .execute();
  for (const { assetSha256 } of pinned) await assets.remove("default", assetSha256);
  for (const canary of [password, preHash, hmacKey]) {
    expect(answers.filter((answer) => answer.includes(canary))).toEqual([]);
    expect(await filesWith(bulkhead.env.BULKHEAD_DATA_DIR ?? "", canary)).toEqual([]);
    expect(http.output() + worker?.output()).not.toContain(canary);
  }
  // What explains a hash is stored beside it, and where the row is kept as it was before; nowhere else.
  expect(await tablesWith(password)).toEqual([]);
  expect(new Set(await tablesWith(hmacKey))).toEqual(new Set(['"user"', "before_user"]));
  const hashes = await bulkhead.deps.db.query.selectFrom("user").select(["passwordOrHash"]).execute();
  for (const { passwordOrHash } of hashes) expect(passwordOrHash ?? "$argon2id$").toMatch(/^\$argon2id\$/);

  const connection = await Connection.connect({ address: inject("temporalAddress") });
  const client = new Client({ connection });
  for (const { workflowId } of await jobs()) {
    const handle = client.workflow.getHandle(workflowId);
    const told = JSON.stringify([await handle.fetchHistory(), (await handle.describe()).raw], readable);
    expect(told.length).toBeGreaterThan(1_000);
    for (const canary of [password, preHash, hmacKey]) expect(told).not.toContain(canary);
  }
  await connection.close();
});

/** Payload bytes as text, so that they can be searched. */
function readable(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (typeof value === "object" && value !== null && "type" in value && "data" in value && Array.isArray(value.data)) {
    return Buffer.from(value.data as number[]).toString("utf8");
  }
  return typeof value === "bigint" ? String(value) : value;
}

async function until<T>(read: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const value = await read();
    if (done(value)) return value;
    if (tries > 100) throw new Error("it did not come about");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
