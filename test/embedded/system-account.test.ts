import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { findOrMakePostgresAccount } from "../../src/embedded/system-account.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bulkhead-accounts-"));
  return () => rm(folder, { recursive: true, force: true });
});

async function install(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

test("a start as root says that it made the system user that Postgres runs as, once", async () => {
  await install("id", `[ -e ${folder}/made ] && echo 70`);
  await install("useradd", `echo "$@" > ${folder}/made`);
  const said: string[] = [];
  const find = () => findOrMakePostgresAccount(folder, (line) => said.push(line));
  expect(await find()).toEqual({ uid: 70, gid: 70 });
  expect(await find()).toEqual({ uid: 70, gid: 70 });
  expect(said).toEqual([
    'Made the system user "postgres" (no login, no home): Postgres runs as it, since it refuses to run as root',
  ]);
});
