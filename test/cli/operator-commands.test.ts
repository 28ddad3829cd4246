import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";
import { type CliRun, runCli } from "../support/child-cli.js";

/** The built commands that work on the database, and those that show what they did. */
let bulkhead: TestBulkhead;
let folder: string;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  folder = await mkdtemp(join(tmpdir(), "bulkhead-operator-"));
});
afterAll(async () => {
  await bulkhead.stop();
  await rm(folder, { recursive: true });
});

function run(...args: string[]): Promise<CliRun> {
  const api = { BULKHEAD_URL: bulkhead.url, BULKHEAD_API_KEY: bulkhead.key };
  return runCli(args, { DATABASE_URL: bulkhead.deps.databaseUrl, BULKHEAD_DATA_DIR: folder, ...api });
}

const status = async (key: string) => (await bulkhead.call("GET", "/api/key", { key })).status;

test("a key is made, listed with its limits, rotated and revoked", async () => {
  const limits = ["--entities", "user,group", "--importers", "erp", "--no-approve", "--expires-in-days", "30"];
  const made = await run("keys", "create", "--name", "erp", ...limits);
  const key = made.lines.find((line) => line.startsWith("bh_")) ?? "";
  expect([made.code, await status(key)]).toEqual([0, 200]);
  const listed = async () => (await run("keys", "list")).lines.filter((line) => line.includes("\terp\t"));
  const [line = ""] = await listed();
  expect(line).toContain("entities user,group; importers erp; no approvals\tin force until ");
  expect(line).not.toContain(key);
  const taken = await run("keys", "create", "--name", "erp");
  expect([taken.code, taken.lines.join("\n")]).toEqual([1, expect.stringContaining("A key in force has the name erp")]);

  const [id = ""] = line.split("\t");
  const rotated = await run("keys", "rotate", id, "--overlap-hours", "1");
  const next = rotated.lines.find((printed) => printed.startsWith("bh_")) ?? "";
  expect([await status(key), await status(next)]).toEqual([200, 200]);
  expect((await listed()).filter((shown) => shown.includes("replaced by"))).toHaveLength(1);
  expect((await run("keys", "revoke", id)).code).toBe(0);
  expect([await status(key), await status(next)]).toEqual([401, 200]);
  expect((await run("keys", "revoke", id)).lines.join("\n")).toContain("There is no such key in force");
});

test("a tenant's bounds are set and shown, by the database and by the API", async () => {
  const set = await run("tenants", "limits", "default", "--set", "schedules=7");
  expect([set.code, set.lines]).toEqual([0, expect.arrayContaining(["schedules\t0\t7\tschedules\town"])]);
  expect((await run("limits")).lines).toContain("schedules\t0\t7\tschedules");
  expect((await run("tenants", "limits", "default", "--reset", "schedules")).lines).toContain(
    "schedules\t0\t200\tschedules\tsetting",
  );
  expect((await run("tenants", "limits", "missing")).code).toBe(1);
  expect((await run("tenants", "limits", "default", "--set", "nonsense=1")).code).toBe(1);
});

test("an operator decides whether a tenant's deletions need a second approver", async () => {
  expect((await run("tenants", "policy", "default")).lines).toEqual(["secondApprover\tno"]);
  const set = await run("tenants", "policy", "default", "--second-approver", "yes");
  expect(set.lines).toEqual(["secondApprover\tyes"]);
  expect((await run("tenants", "policy", "default", "--second-approver", "setting")).lines).toEqual([
    "secondApprover\tno",
  ]);
});

test("what operators did is in the audit trail, page by page and as a file", async () => {
  const { lines } = await run("audit", "--action", "policy.changed");
  expect(lines.map((line) => line.split("\t").slice(1, 3))).toEqual([
    [expect.stringMatching(/^operator:\S+$/), "policy.changed"],
    [expect.stringMatching(/^operator:\S+$/), "policy.changed"],
  ]);
  const first = await run("audit", "--limit", "1", "--action", "limits.changed");
  const cursor = /--cursor (\S+)/.exec(first.lines.join("\n"))?.[1] ?? "";
  const second = await run("audit", "--limit", "1", "--action", "limits.changed", "--cursor", cursor);
  expect(second.lines[0]?.split("\t")[2]).toBe("limits.changed");
  expect(second.lines[0]).not.toBe(first.lines[0]);
  expect((await run("audit", "--csv")).lines[0]).toMatch(/^no,at,actorKind,/);
});
