import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { readEnv } from "../../src/config.js";
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
