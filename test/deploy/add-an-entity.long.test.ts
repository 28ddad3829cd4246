import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";
import { zipFile } from "../support/zip-file.js";

/** docs/add-an-entity.md, followed to the letter in a copy of the tree. */

const run = promisify(execFile);
let copy: string;
let bulkhead: TestBulkhead;
const processes: RoleProcess[] = [];
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "bulkhead-copy-"));
  const kept = [
    "src",
    "activities",
    "workflows",
    "bench",
    "docs",
    "chaos",
    "clients",
    "package.json",
    "tsconfig.json",
    "tsconfig.build.json",
  ];
  const isSource = (path: string) => !/[/]node_modules$/.test(path);
  for (const name of kept) await cp(name, join(copy, name), { recursive: true, filter: isSource });
  await symlink(resolve("node_modules"), join(copy, "node_modules"));
  // Its database and keys serve the processes of the copy.
  bulkhead = await TestBulkhead.start({}, "http");
});
afterAll(async () => {
  for (const process of processes) await process.kill();
  await bulkhead.stop();
  await rm(copy, { recursive: true, force: true });
});

interface Block {
  readonly kind: string;
  readonly file: string;
  readonly lines: readonly string[];
}

/** The blocks of a page that name a file, without the indentation of lists. */
async function blocksOf(page: string): Promise<Block[]> {
  const text = await readFile(page, "utf8");
  return Array.from(
    text.matchAll(/^( *)```(ts|diff) (\S+)\n([\s\S]*?)^ *```$/gm),
    ([, indent = "", kind = "", file = "", body = ""]) => {
      const lines = body
        .split("\n")
        .slice(0, -1)
        .map((line) => line.slice(indent.length));
      return { kind, file, lines };
    },
  );
}

async function follow({ kind, file, lines }: Block): Promise<void> {
  const path = join(copy, file);
  if (kind === "ts") return writeFile(path, `${lines.join("\n")}\n`);
  const side = (sign: string) =>
    lines.flatMap((line) => (line.startsWith(" ") || line.startsWith(sign) ? [line.slice(1)] : [])).join("\n");
  const before = await readFile(path, "utf8");
  expect(before.split(side("-"))).toHaveLength(2);
  await writeFile(
    path,
    before.replace(side("-"), () => side("+")),
  );
}

test("a page of instructions adds an entity, a column, a rule and a format, and rows are imported by them", async () => {
  const blocks = await blocksOf("docs/add-an-entity.md");
  expect(blocks.length).toBeGreaterThan(10);
  for (const block of blocks) await follow(block);
  await run("npx", ["tsc", "-p", "tsconfig.build.json"], { cwd: copy });
  await run(process.execPath, ["dist/src/worker/build-workflow-bundle.js"], { cwd: copy });
  const env = { ...bulkhead.env, BULKHEAD_TASK_QUEUE: `${bulkhead.env.BULKHEAD_TASK_QUEUE}-copy` };
  const migrated = await run(process.execPath, ["dist/src/main.js", "migrate"], {
    cwd: copy,
    env: { ...process.env, ...env },
  });
  expect(migrated.stdout).toContain("020-lecturers-of-rooms");
  for (const role of ["worker", "http"] as const) processes.push(await startRole(role, env, { folder: copy }));

  const url = processes.at(-1)?.url ?? "";
  const headers = { Authorization: `Bearer ${bulkhead.key}`, "Content-Type": "application/json" };
  const rooms = [{ id: "room_1", name: "Hall", lecturerIds: [] }, { id: "room_2" }];
  const list = { method: "POST", headers, body: JSON.stringify(rooms) };
  const answer = await fetch(`${url}/import/rooms?importerId=campus`, list);
  expect(answer.status).toBe(200);
  const jobs = await fetch(`${url}/api/jobs?entity=room`, { headers });
  const [job] = ((await jobs.json()) as { items: JobResource[] }).items;
  expect(job).toMatchObject({
    state: "complete_with_rejects",
    counts: { valid: 1, invalid: 1, created: 1 },
    issuesByCode: { REQUIRED: 1 },
  });
  const shown = await fetch(`${url}/api/jobs/${job?.id}`, { headers });
  expect(JSON.stringify(await shown.json())).toContain("Some rooms have no lecturer: room_1");

  const content = 'nr,bezeichnung,plaetze,lehrende\nroom_3,Lab,24,"user_1,user_2"\n';
  await bulkhead.upload("nightly/facilities.zip", zipFile([{ name: "raeume.csv", content }]));
  const json = JSON.stringify({ asset: "nightly/facilities.zip", preset: "facilities", importerId: "facilities" });
  const started = await fetch(`${url}/api/packages`, { method: "POST", headers, body: json });
  const { id } = (await started.json()) as { id: string };
  const rows = async () => {
    const found = await fetch(`${url}/api/jobs?entity=room&importerId=facilities`, { headers });
    return ((await found.json()) as { items: JobResource[] }).items;
  };
  await expect.poll(rows, { message: `package ${id}` }).toMatchObject([{ counts: { created: 1, invalid: 0 } }]);
});
