import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";

/** The curls of README.md as they are there, except for the address of the server. */
let bulkhead: TestBulkhead;
let folder: string;
let blocks: string[];
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  folder = await mkdtemp(join(tmpdir(), "bulkhead-readme-"));
  await mkdir(join(folder, ".bulkhead"));
  await writeFile(join(folder, ".bulkhead", "api-key"), bulkhead.key);
  await symlink(resolve("samples"), join(folder, "samples"));
  const readme = await readFile("README.md", "utf8");
  blocks = [...readme.matchAll(/^```\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);
});
afterAll(async () => {
  await bulkhead.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the block that has some text, and gives the last answer. */
async function answerOf(part: string): Promise<unknown> {
  const block = blocks.find((one) => one.includes(part)) ?? "";
  const commands = block.replaceAll("http://127.0.0.1:8080", bulkhead.url).replaceAll("curl ", "curl -sS -w '\\n' ");
  const { stdout } = await promisify(execFile)("sh", ["-ec", commands], { cwd: folder });
  return JSON.parse(stdout.slice(stdout.lastIndexOf("\n{") + 1));
}

test("the curls of README.md do what it says: a dry run of a file, and a list with its answer", async () => {
  const answer = JSON.stringify(await answerOf("bulkImportAssetPath"));
  expect(answer.match(/"line":\d+/g)).toHaveLength(1_000);
  expect(answer.match(/"errors":\[/g)).toHaveLength(13);
  expect(answer).toContain('"dryRun":true');
  expect(answer).toContain('"backgroundJob":{');
  const shown = blocks.find((block) => block.startsWith('{"importResult"')) ?? "";
  expect(await answerOf("/import/students")).toEqual(JSON.parse(shown));
});
