import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { ConfigError, toConfig } from "../src/config.js";
import { secretKeys } from "../src/secret-key.js";

const given = (BULKHEAD_SECRET_KEY: string, BULKHEAD_SECRET_KEY_PREVIOUS = "") =>
  secretKeys(toConfig({ DATABASE_URL: "postgres://localhost/x", BULKHEAD_SECRET_KEY, BULKHEAD_SECRET_KEY_PREVIOUS }));

const good = "6L2tuwXzz9UBUk4eXOOo9i9vL2yoC2hHXbD2Jn4mWCk=";

test.each([
  ["nothing", ""],
  ["31 bytes", Buffer.from(good, "base64").subarray(1).toString("base64")],
  ["33 bytes", Buffer.concat([Buffer.from(good, "base64"), Buffer.of(1)]).toString("base64")],
  ["junk that a decoder skips", `${good.slice(0, 10)}!*${good.slice(10)}`],
  ["a line end", `${good}\n`],
  ["no padding", good.slice(0, -1)],
  ["the alphabet of URLs", good.replace("9i9v", "9-9v").replace("L2yo", "_2yo")],
  ["bits beyond the last byte", good.replace("k=", "l=")],
  ["a hexadecimal text", Buffer.from(good, "base64").toString("hex")],
])("a secret key with %s is refused, and the refusal says how to make one", async (_, text) => {
  await expect(given(text)).rejects.toThrow(ConfigError);
  await expect(given(text)).rejects.toThrow(/BULKHEAD_SECRET_KEY .*openssl rand -base64 32/);
});

test("a previous key in another spelling is refused under its own name", async () => {
  await expect(given(good, "junk")).rejects.toThrow(/BULKHEAD_SECRET_KEY_PREVIOUS/);
});

test("a previous key that is the current one is refused", async () => {
  await expect(given(good, good)).rejects.toThrow(/BULKHEAD_SECRET_KEY_PREVIOUS is the same key/);
});

test.each([
  ["one byte over and over", Buffer.alloc(32, 7)],
  ["zeros", Buffer.alloc(32)],
  ["eight bytes, four times", Buffer.from("abcdefgh".repeat(4))],
])("a secret key of %s can be guessed and is refused, except as the one to rotate away from", async (_, bytes) => {
  const weak = bytes.toString("base64");
  await expect(given(weak)).rejects.toThrow(ConfigError);
  await expect(given(weak)).rejects.toThrow(/guess.*openssl rand -base64 32/);
  expect(await given(good, weak)).toHaveLength(2);
});

test("random keys are accepted, each with an id of its own that stays", async () => {
  const ids = new Set<string>();
  for (let i = 0; i < 1_000; i++) {
    const [key] = await given(randomBytes(32).toString("base64"));
    ids.add(key.id);
  }
  expect(ids.size).toBe(1_000);
  expect((await given(good))[0].id).toBe((await given(good))[0].id);
});
