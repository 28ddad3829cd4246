import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readInstanceState, updateInstanceState } from "../../src/embedded/state-file.js";

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "bulkhead-state-"));
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

describe("the state file", () => {
  test("is null when it is missing or cannot be understood", async () => {
    expect(await readInstanceState(dataDir)).toBeNull();
    await updateInstanceState(dataDir, { url: "http://127.0.0.1:8080" });
    const [name] = await readdir(dataDir);
    await writeFile(join(dataDir, name ?? ""), '{"pid":');
    expect(await readInstanceState(dataDir)).toBeNull();
  });

  test("keeps every one of many changes made at once, in one file for the owner's eyes", async () => {
    await Promise.all([
      updateInstanceState(dataDir, { url: "http://127.0.0.1:8080" }),
      updateInstanceState(dataDir, { postgres: { version: "18.4", port: 5433, dataDir: "/data" } }),
      updateInstanceState(dataDir, { temporalAddress: "127.0.0.1:7233" }),
      updateInstanceState(dataDir, { databaseUrl: "postgres://127.0.0.1/bulkhead" }),
    ]);
    expect(await readInstanceState(dataDir)).toMatchObject({
      pid: process.pid,
      url: "http://127.0.0.1:8080",
      postgres: { port: 5433 },
      temporal: null,
      temporalAddress: "127.0.0.1:7233",
      databaseUrl: "postgres://127.0.0.1/bulkhead",
    });
    const files = await readdir(dataDir);
    expect(files).toHaveLength(1);
    expect((await stat(join(dataDir, files[0] ?? ""))).mode & 0o777).toBe(0o600);
  });
});
