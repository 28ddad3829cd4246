import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { readEnv } from "../../src/config.js";
import { migrations } from "../../src/db/migrations/index.js";
import { runCli } from "../support/child-cli.js";
import { cloneDatabase } from "../support/database.js";

test("the role migrate ends by itself when the schema is there, and can run again", async () => {
  const env = {
    PATH: readEnv().PATH,
    DATABASE_URL: await cloneDatabase(),
    TEMPORAL_ADDRESS: inject("temporalAddress"),
  };
  const run = promisify(execFile)(process.execPath, ["dist/src/main.js", "migrate"], { env, timeout: 20_000 });
  expect(await run).toMatchObject({ stdout: "nothing to migrate\n", stderr: "" });
});

test("migrate --check names the migrations that are missing, refuses unknown ones, and applies none", async () => {
  const url = await cloneDatabase();
  const check = () => runCli(["migrate", "--check"], { DATABASE_URL: url });
  expect(await check()).toEqual({ code: 0, lines: ["nothing to migrate"] });
  const client = new pg.Client(url);
  await client.connect();
  const newest = Object.keys(migrations).at(-1) ?? "";
  await client.query("delete from kysely_migration where name = $1", [newest]);
  const missing = { code: 1, lines: [`to apply: ${newest}`] };
  expect([await check(), await check()]).toEqual([missing, missing]);
  await client.query("insert into kysely_migration values ('999-of-the-future', '')");
  expect(await check()).toEqual({ code: 1, lines: [expect.stringContaining("999-of-the-future")] });
  await client.end();
});
