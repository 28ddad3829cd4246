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

async function start(role: "http" | "worker", settings: Record<string, string>, ready?: RegExp): Promise<RoleProcess> {
  const env = { ...bulkhead.env, BULKHEAD_LOG_LEVEL: "warn", ...settings };
  const process = await startRole(role, env, ready && { ready });
  onTestFinished(() => process.kill());
  return process;
}

/** What it has logged about connections without TLS. */
function warnings(process: RoleProcess): string[] {
  const lines = process.output().split("\n");
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
  await expect.poll(() => warnings(http)).toEqual(matching([...servers, /^HOST .*proxy/]));
  // A worker listens to nobody.
  await expect.poll(() => warnings(worker)).toEqual(matching(servers));
  const allowed = await start("http", { ...open, BULKHEAD_ALLOW_PLAINTEXT: "true" });
  await allowed.kill("SIGTERM");
  expect(warnings(allowed)).toEqual([]);
});

test("a process on the loopback address warns of nothing, nor does one whose connections have TLS", async () => {
  const loopback = await start("http", {});
  const settings = {
    DATABASE_URL: `${elsewhere(bulkhead.env.DATABASE_URL)}?sslmode=verify-full`,
    TEMPORAL_ADDRESS: elsewhere(bulkhead.env.TEMPORAL_ADDRESS),
    TEMPORAL_TLS: "true",
  };
  // The test's Postgres has no TLS.
  const encrypted = await start("http", settings, /^waiting for the database/m);
  for (const process of [loopback, encrypted]) {
    await process.kill("SIGTERM");
    expect(warnings(process)).toEqual([]);
  }
});
