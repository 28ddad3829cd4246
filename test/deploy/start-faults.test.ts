import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnv } from "../../src/config.js";
import { TestBulkhead } from "../support/bulkhead.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
});
afterAll(() => bulkhead.stop());

/** What a role that cannot start prints to the error output. */
async function faultOf(role: string, settings: Record<string, string>): Promise<string> {
  const env = { PATH: readEnv().PATH, ...bulkhead.env, ...settings };
  const started = promisify(execFile)(process.execPath, ["dist/src/main.js", role], { env, timeout: 60_000 });
  return started.then(
    ({ stdout }) => `${role} started: ${stdout}`,
    ({ stderr }: { stderr: string }) => stderr.trim(),
  );
}

test("a role that cannot start says in one line what to mend", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  const port = await new Promise<number>((resolve) =>
    taken.once("listening", () => {
      const address = taken.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    }),
  );
  const fault = await faultOf("http", { PORT: String(port), HOST: "127.0.0.1" });
  taken.close();
  expect(fault).toMatch(/^listen EADDRINUSE.*Set PORT to another one\.$/);
  const nowhere = new URL(bulkhead.env.DATABASE_URL ?? "");
  nowhere.pathname = "/nowhere";
  expect(await faultOf("migrate", { DATABASE_URL: nowhere.href })).toMatch(
    /^DATABASE_URL: database "nowhere" does not exist\. Create the database, then run migrate\.$/,
  );
  const silent = "postgres://bulkhead:none@127.0.0.1:1/bulkhead";
  expect(await faultOf("migrate", { DATABASE_URL: silent })).toMatch(/^A server of the settings does not answer: .*$/);
});
