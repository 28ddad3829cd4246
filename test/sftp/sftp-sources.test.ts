import { appendFile, mkdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type SftpServer, startSftpServer } from "../support/sftp-server.js";

const csv = "id,firstName,lastName\nu1,Ada,Lovelace\nu2,Alan,Turing\n";

let server: SftpServer;
let bulkhead: TestBulkhead;
let origin: string;
beforeAll(async () => {
  server = await startSftpServer();
  origin = `sftp://127.0.0.2:${server.port}`;
  bulkhead = await TestBulkhead.start({ BULKHEAD_ALLOW_SOURCES: "127.0.0.2", BULKHEAD_SOURCE_ATTEMPTS: "2" });
  await store("files", {});
});
afterAll(async () => {
  await bulkhead.stop();
  await server.stop();
});

async function store(name: string, change: Record<string, unknown>): Promise<void> {
  const { username, privateKey, hostKey } = server;
  const json = { type: "ssh", origin, username, privateKey, hostKeys: [hostKey], ...change };
  const { status, body } = await bulkhead.call("PUT", `/api/credentials/${name}`, { json });
  expect([status, body]).toEqual([200, expect.anything()]);
}

async function importFrom(path: string, auth = "files", entity = "user"): Promise<JobResource> {
  const source = { url: `${origin}${encodeURI(path)}`, auth };
  const { status, body } = await bulkhead.call<JobResource>("POST", "/api/imports", { json: { entity, source } });
  expect([status, body]).toEqual([202, expect.anything()]);
  return bulkhead.jobEnd(body.id);
}

test("a file is imported from a server whose key is pinned, packed or not, also with spaces and umlauts in its name", async () => {
  await writeFile(join(server.folder, "users.csv"), csv);
  await writeFile(join(server.folder, "Teilnehmer für morgen #1.csv.gz"), gzipSync(csv));
  expect(await importFrom(`${server.folder}/users.csv`)).toMatchObject({ state: "complete", counts: { valid: 2 } });
  const name = encodeURIComponent("Teilnehmer für morgen #1.csv.gz");
  const source = { url: `${origin}${server.folder}/${name}`, auth: "files" };
  const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", { json: { entity: "user", source } });
  expect(await bulkhead.jobEnd(body.id)).toMatchObject({ state: "complete", asset: { detected: { packing: "gzip" } } });
});

test("a large file comes whole", async () => {
  const rows = Array.from({ length: 200_000 }, (_, at) => `u${at},Ada,Lovelace of the row ${at}`);
  await writeFile(join(server.folder, "large.csv"), `id,firstName,lastName\n${rows.join("\n")}\n`);
  const job = await importFrom(`${server.folder}/large.csv`);
  expect(job).toMatchObject({ state: "complete", counts: { valid: 200_000 } });
  expect(job.asset.size).toBe((await stat(join(server.folder, "large.csv"))).size);
});

test("a server with another host key gets no signature and gives no file", async () => {
  await store("other-host", { hostKeys: [`SHA256:${"a".repeat(43)}`] });
  const before = (await server.log()).length;
  const job = await importFrom(`${server.folder}/users.csv`, "other-host");
  expect(job).toMatchObject({ state: "failed", error: { code: "SOURCE_UNTRUSTED" } });
  expect(job.error?.message).toContain(server.hostKey);
  expect((await server.log()).slice(before)).not.toContain("publickey");
});

test("what the server refuses becomes a code", async () => {
  await store("stranger", { privateKey: server.strangersKey });
  await store("password", { privateKey: null, password: "not this one" });
  for (const auth of ["stranger", "password"]) {
    expect((await importFrom(`${server.folder}/users.csv`, auth)).error?.code).toBe("SOURCE_DENIED");
  }
  await mkdir(join(server.folder, "a folder"));
  for (const path of ["none.csv", "a folder"]) {
    expect((await importFrom(`${server.folder}/${path}`)).error?.code).toBe("SOURCE_NOT_FOUND");
  }
});

test("a file that grows while it is read is not imported in part", async () => {
  const path = join(server.folder, "growing.csv");
  await writeFile(path, csv);
  let growing = true;
  const growth = (async () => {
    for (let at = 0; growing; at++) await appendFile(path, `g${at},Grace,${"Hopper".repeat(1_000)}\n`);
  })();
  const job = await importFrom(`${server.folder}/growing.csv`).finally(() => {
    growing = false;
  });
  await growth;
  expect(job).toMatchObject({ state: "failed", error: { code: "SOURCE_UNAVAILABLE" } });
  expect(job.error?.message).toContain("changed while it was read");
});

test("a schedule leaves a time out while size and time of the file are the same", async () => {
  const path = join(server.folder, "nightly.csv");
  await writeFile(path, csv);
  await utimes(path, new Date("2026-01-01T02:00:00Z"), new Date("2026-01-01T02:00:00Z"));
  const made = await bulkhead.call<{ id: string }>("POST", "/api/schedules", {
    json: {
      ...{ name: "nightly users", everySeconds: 1, timeZone: "UTC" },
      import: { entity: "user", importerId: "nightly", source: { url: `${origin}${path}`, auth: "files" } },
    },
  });
  const states = async () => {
    const { body } = await bulkhead.call<{ runs: { outcome: string; state: string }[] }>(
      "GET",
      `/api/schedules/${made.body.id}`,
    );
    return body.runs.map(({ outcome, state }) => state ?? outcome);
  };
  await expect.poll(async () => (await states()).filter((state) => state === "unchanged").length).toBeGreaterThan(1);
  expect((await states()).filter((state) => state === "complete")).toHaveLength(1);
  await appendFile(path, "u3,Grace,Hopper\n");
  await expect.poll(async () => (await states()).filter((state) => state === "complete").length).toBeGreaterThan(1);
  await bulkhead.call("DELETE", `/api/schedules/${made.body.id}`);
});
