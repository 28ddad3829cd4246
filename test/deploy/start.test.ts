import { once } from "node:events";
import { expect, inject, test } from "vitest";
import { startRole } from "../support/child-process.js";

const env = {
  DATABASE_URL: "postgres://bulkhead@127.0.0.1:1/nowhere",
  TEMPORAL_ADDRESS: inject("temporalAddress"),
  BULKHEAD_SECRET_KEY: "6L2tuwXzz9UBUk4eXOOo9i9vL2yoC2hHXbD2Jn4mWCk=",
  PORT: "0",
};

test.each(["http", "worker"] as const)("the role %s waits for its database, and ends on SIGTERM", async (role) => {
  const waiting = await startRole(role, env, { ready: /^waiting for the database/m });
  try {
    const ended = once(waiting.child, "exit");
    waiting.child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  } finally {
    await waiting.kill();
  }
});
