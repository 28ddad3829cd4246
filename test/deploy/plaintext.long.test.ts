import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";
import { type RoleProcess, startRole } from "../support/child-process.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
});
afterAll(() => bulkhead.stop());

/** This machine by an address that is not its loopback one. */
const elsewhere = (url = "") => url.replace("127.0.0.1", "0.0.0.0");

async function start(role: "http" | "worker", settings: Record<string, string>): Promise<RoleProcess> {
  const process = await startRole(role, { ...bulkhead.env, BULKHEAD_LOG_LEVEL: "warn", ...settings });
  onTestFinished(() => process.kill());
  return process;
}

/** What it has logged about connections without TLS. */
function warnings(output: string): string[] {
  const lines = output.split("\n");
  const messages = lines.filter((line) => /^{.*}$/.test(line)).map((line): string => JSON.parse(line).msg);
  return messages.filter((message) => /TLS/.test(message));
}

test("a process warns at its start of each connection to other machines that has no TLS, with a line for each", async () => {
  const { DATABASE_URL, TEMPORAL_ADDRESS } = bulkhead.env;
  const open = {
    DATABASE_URL: elsewhere(DATABASE_URL),
    TEMPORAL_ADDRESS: elsewhere(TEMPORAL_ADDRESS),
    HOST: "0.0.0.0",
  };
  const servers = [/^DATABASE_URL .*sslmode=verify-full/, /^TEMPORAL_ADDRESS .*TEMPORAL_TLS/];
  const [http, worker] = [await start("http", open), await start("worker", open)];
  const matching = (texts: readonly RegExp[]) => texts.map((text) => expect.stringMatching(text));
  await expect.poll(() => warnings(http.output())).toEqual(matching([...servers, /^HOST .*proxy/]));
  // A worker listens on no port.
  await expect.poll(() => warnings(worker.output())).toEqual(matching(servers));
  const allowed = await start("http", { ...open, BULKHEAD_ALLOW_PLAINTEXT: "true" });
  await allowed.kill("SIGTERM");
  expect(warnings(allowed.output())).toEqual([]);
});

test("a process on the loopback address warns of nothing, nor does one whose connections have TLS", async () => {
  const loopback = await start("http", {});
  await loopback.kill("SIGTERM");
  expect(warnings(loopback.output())).toEqual([]);
  const settings = {
    DATABASE_URL: `${elsewhere(bulkhead.env.DATABASE_URL)}?sslmode=verify-full`,
    TEMPORAL_ADDRESS: elsewhere(bulkhead.env.TEMPORAL_ADDRESS),
    TEMPORAL_TLS: "true",
  };
  // The test's Postgres has no TLS, which ends the start.
  const failure = await start("http", settings).then(() => null, String);
  expect(failure).toContain("The server does not support SSL connections");
  expect(warnings(failure ?? "")).toEqual([]);
});
