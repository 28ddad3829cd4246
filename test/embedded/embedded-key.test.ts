import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigError } from "../../src/config.js";
import { insertApiKey } from "../../src/db/access/api-keys.js";
import { hashApiKey, newApiKey } from "../../src/domain/api-key.js";
import { embeddedKeyPath, ensureEmbeddedKey, readEmbeddedKey } from "../../src/start/embedded-key.js";
import { TestBulkhead } from "../support/bulkhead.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
});
afterAll(() => bulkhead.stop());

const statusOf = async (key: string | null) => (await bulkhead.call("GET", "/api/jobs", { key })).status;

async function start(): Promise<string | null> {
  await ensureEmbeddedKey(bulkhead.deps);
  return readEmbeddedKey(bulkhead.deps.config);
}

test("a new embedded key revokes the one before it, and no other key", async () => {
  const [first, again] = [await start(), await start()];
  expect([again, await statusOf(first)]).toEqual([first, 200]);
  const made = newApiKey();
  const named = { tenantId: "default", name: "another", role: "admin" } as const;
  await insertApiKey(bulkhead.deps.db.query, { ...named, id: randomUUID(), hash: hashApiKey(made) });

  await rm(embeddedKeyPath(bulkhead.deps.config));
  const second = await start();
  expect(await Promise.all([first, second, made, bulkhead.key].map(statusOf))).toEqual([401, 200, 200, 200]);
});

test("a key that was revoked or rotated gives way to a new one at the next start", async () => {
  const former = await start();
  const { query } = bulkhead.deps.db;
  const { id } = await query
    .selectFrom("apiKey")
    .select("id")
    .where("hash", "=", hashApiKey(former ?? ""))
    .executeTakeFirstOrThrow();
  await bulkhead.call("DELETE", `/api/keys/${id}`);
  const next = await start();
  expect(await Promise.all([former, next].map(statusOf))).toEqual([401, 200]);
});

test.each(["test", "bh_short", `${newApiKey()} ${newApiKey()}`])(
  "text in the key file that is no key is refused at the start: %s",
  async (text) => {
    await writeFile(embeddedKeyPath(bulkhead.deps.config), `${text}\n`);
    await expect(start()).rejects.toThrow(ConfigError);
    await expect(start()).rejects.toThrow(/api-key/);
    expect(await statusOf(text)).toBe(401);
  },
);
