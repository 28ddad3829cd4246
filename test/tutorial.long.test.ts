import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnv } from "../src/config.js";
import type { JobResource } from "../src/http/jobs/schema.js";
import { TestBulkhead } from "./support/bulkhead.js";

let bulkhead: TestBulkhead;
let folder: string;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  folder = await mkdtemp(join(tmpdir(), "bulkhead-tutorial-"));
  await symlink(resolve("dist"), join(folder, "dist"));
});
afterAll(async () => {
  await bulkhead.stop();
  await rm(folder, { recursive: true, force: true });
});

test("the commands of docs/tutorial.md print what the page says", async () => {
  const page = (await readFile("docs/tutorial.md", "utf8")).replace(/[\s\S]*?(?=^```sh)/m, "");
  const blocks = Array.from(page.matchAll(/^```(.*)\n([\s\S]*?)^```/gm), ([, language, text = ""]) => ({
    isCommand: language === "sh",
    text,
  }));
  const commands = blocks.filter(({ isCommand }) => isCommand).map(({ text }) => text);
  const { stdout } = await promisify(execFile)("sh", ["-c", commands.join("\n")], {
    cwd: folder,
    env: { PATH: readEnv().PATH, BULKHEAD_URL: bulkhead.url, BULKHEAD_API_KEY: bulkhead.key },
  });
  const promised = blocks.filter(({ isCommand }) => !isCommand).map(({ text }) => text);
  let at = 0;
  for (const text of promised) {
    const found = stdout.indexOf(text, at);
    expect(found, `${text} in ${stdout.slice(at)}`).toBeGreaterThanOrEqual(at);
    at = found + text.length;
  }
  expect([commands.length, promised.length]).toEqual([9, 4]);
  const newest = async () => (await bulkhead.call<{ items: JobResource[] }>("GET", "/api/jobs?limit=1")).body.items[0];
  await expect.poll(async () => (await newest())?.state).toBe("undone");
});
