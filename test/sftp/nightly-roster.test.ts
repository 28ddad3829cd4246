import { rename, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { packageResourceSchema } from "../../src/http/packages/present.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { oneRosterFiles, type RosterChange, zipped } from "../support/one-roster.js";
import { type SftpServer, startSftpServer } from "../support/sftp-server.js";

type Package = z.infer<typeof packageResourceSchema>;

const people = 10_000;
const roster = { schools: 20, people, courses: 400, classes: 1_000, pairs: 5 };

let server: SftpServer;
let bulkhead: TestBulkhead;
beforeAll(async () => {
  server = await startSftpServer();
  bulkhead = await TestBulkhead.start({ BULKHEAD_ALLOW_SOURCES: "127.0.0.2" });
  const { username, privateKey, hostKey, port } = server;
  const json = { type: "ssh", origin: `sftp://127.0.0.2:${port}`, username, privateKey, hostKeys: [hostKey] };
  expect((await bulkhead.call("PUT", "/api/credentials/roster", { json })).status).toBe(200);
});
afterAll(async () => {
  await bulkhead.stop();
  await server.stop();
});

/** Puts a night's export in place at once, as exports should, some hours ago. */
async function exported(night: string, change: RosterChange = {}): Promise<void> {
  const path = join(server.folder, "roster.zip");
  await writeFile(`${path}.part`, zipped(oneRosterFiles(roster, change)));
  await utimes(`${path}.part`, new Date(night), new Date(night));
  await rename(`${path}.part`, path);
}

test("a OneRoster zip goes from SFTP to the store by one schedule, night after night", async () => {
  await exported("2026-01-01T02:00:00Z");
  const made = await bulkhead.call<{ id: string; import: unknown }>("POST", "/api/schedules", {
    json: {
      ...{ name: "nightly roster", everySeconds: 2, timeZone: "Europe/Vienna" },
      package: {
        source: { url: `sftp://127.0.0.2:${server.port}${server.folder}/roster.zip`, auth: "roster" },
        ...{ preset: "oneroster-1.1", importerId: "sis" },
      },
    },
  });
  expect(made.body).toMatchObject({
    import: { entity: "package", asset: null, package: { preset: "oneroster-1.1", onFailure: "stop" } },
  });
  const path = `/api/schedules/${made.body.id}`;
  const runs = async () => {
    const { body } = await bulkhead.call<{ runs: { outcome: string; state: string | null; jobId: string | null }[] }>(
      "GET",
      path,
    );
    return body.runs.filter(({ outcome }) => outcome !== "overlap");
  };
  const complete = async () => (await runs()).filter(({ state }) => state === "complete");
  await expect.poll(async () => (await complete()).length).toBe(1);
  await expect
    .poll(async () => (await runs()).filter(({ outcome }) => outcome === "unchanged").length)
    .toBeGreaterThan(0);

  await exported("2026-01-02T02:00:00Z", { isChanged: (at) => at % 100 === 1, isGone: (at) => at % 200 === 2 });
  await expect.poll(async () => (await complete()).length).toBe(2);
  const nights: Package[] = [];
  for (const { jobId } of (await complete()).toReversed()) {
    nights.push((await bulkhead.call<Package>("GET", `/api/packages/${jobId}`)).body);
  }
  console.log(nights.map(said).join("\n"));
  const counts = nights.map(({ jobs }) => Object.fromEntries(jobs.map(({ entity, counts }) => [entity, counts])));
  expect(counts[0]).toMatchObject({
    ...{ organization: { created: 20 }, user: { created: people }, student: { created: (people / 20) * 19 } },
    ...{ course: { created: 400 }, group: { created: 1_000 } },
  });
  // 100 people have another name, and 50 are gone, who are students, too.
  expect(counts[1]).toMatchObject({
    organization: { created: 0, updated: 0, deleted: 0, unchanged: 20 },
    user: { created: 0, updated: 100, deleted: 50 },
    student: { created: 0, updated: 0, deleted: 50 },
    course: { unchanged: 400 },
    group: { created: 0, deleted: 0 },
  });
  const { rows } = await sql`select id from "group" where student_ids @> '{user-202}'`.execute(bulkhead.deps.db.query);
  expect(rows).toEqual([]);
  await bulkhead.call("DELETE", path);
});

/** What a package says of itself. */
function said({ createdAt, finishedAt, state, jobs }: Package): string {
  const seconds = (Date.parse(finishedAt ?? "") - Date.parse(createdAt)) / 1_000;
  const lines = jobs.map(({ member, entity, counts }) => `  ${member} as ${entity}: ${JSON.stringify(counts)}`);
  return [`${state} after ${seconds} s`, ...lines].join("\n");
}
