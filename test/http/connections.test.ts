import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_BODY_TIMEOUT_SECONDS: "1" }, "http");
});
afterAll(() => bulkhead.stop());

async function open(url = bulkhead.url): Promise<{ socket: Socket; received: () => string; closed: Promise<unknown> }> {
  const { hostname, port } = new URL(url);
  let text = "";
  const socket = connect(Number(port), hostname);
  socket.on("data", (block) => {
    text += block.toString();
  });
  socket.on("error", () => undefined);
  const closed = new Promise((resolve) => socket.on("close", resolve));
  await once(socket, "connect");
  return { socket, received: () => text, closed };
}

async function filesOnDisk(): Promise<string[]> {
  const entries = await readdir(join(bulkhead.deps.config.dataDir, "assets"), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

test.each([
  ["an upload", "PUT /api/assets/stalled.csv", "text/csv", '"code":"REQUEST_STALLED"'],
  ["a list", "POST /import/users?importerId=a", "application/json", '"importResult":"ERROR"'],
  ["a JSON body", "POST /api/imports", "application/json", '"code":"REQUEST_STALLED"'],
])("%s of which nothing more comes is answered 408, and nothing of it stays", async (_, target, type, told) => {
  await bulkhead.upload("there.csv", "id\n");
  const before = await filesOnDisk();
  const { socket, received, closed } = await open();
  const headers = `Host: x\r\nAuthorization: Bearer ${bulkhead.key}\r\nContent-Type: ${type}\r\nContent-Length: 1000`;
  socket.write(`${target} HTTP/1.1\r\n${headers}\r\n\r\n[{"id":`);
  await closed;
  expect(received()).toMatch(/^HTTP\/1.1 408 /);
  expect(received().toLowerCase()).toContain("connection: close");
  expect(received()).toContain(told);
  expect(await filesOnDisk()).toEqual(before);
});

test("more connections than the limit are closed at once, and there is room again when one has gone", async () => {
  const limited = await TestBulkhead.start({ BULKHEAD_MAX_CONNECTIONS: "2" }, "http");
  const ask = async () => {
    const connection = await open(limited.url);
    connection.socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    return connection;
  };
  try {
    const held = [await ask(), await ask()];
    for (const { received } of held) await expect.poll(received, { timeout: 20_000 }).toMatch(/ 200 /);
    const refused = await ask();
    await refused.closed;
    expect(refused.received()).toBe("");
    held[0]?.socket.destroy();
    const served = async () => {
      const { received, closed, socket } = await ask();
      await Promise.race([closed, once(socket, "data")]);
      return received();
    };
    await expect.poll(served, { timeout: 20_000 }).toMatch(/ 200 /);
  } finally {
    await limited.stop();
  }
});

test("an idle connection is kept for longer than the 60 seconds of a balancer", async () => {
  const { headers } = await bulkhead.call("GET", "/healthz");
  expect(headers.get("keep-alive")).toBe("timeout=75");
});
