import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import { findPostmaster } from "../../src/embedded/postmaster.js";
import { runCommand } from "../../src/embedded/run-command.js";
import { startServerProcess } from "../../src/embedded/server-process.js";
import { readInstanceState } from "../../src/embedded/state-file.js";
import { setUpWorkbench, type Workbench } from "./support/workbench.js";

let bench: Workbench;

beforeEach(async () => {
  bench = await setUpWorkbench();
  vi.stubEnv("BULKHEAD_SECRET_KEY", "a secret of ours");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "a secret of ours");
  vi.stubEnv("HTTPS_PROXY", "http://user:password@proxy.example");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await bench.clean();
}, 30_000);

const names = (environment: string) =>
  environment
    .split(/[\n\0]/)
    .flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? [])
    .filter((name) => name !== "_")
    .sort();

const given = ["HOME", "LANG", "PATH"];

test("a command gets a path, a home and a language of our environment, and nothing else", async () => {
  const { stdout } = await runCommand("/usr/bin/env", []);
  expect(names(stdout)).toEqual(given);
});

test("a command that goes through the network gets the settings of the network that its caller names", async () => {
  const { stdout } = await runCommand("/usr/bin/env", [], {
    env: { PATH: "/bin", HTTPS_PROXY: "http://proxy.example" },
  });
  expect(names(stdout)).toEqual(["HOME", "HTTPS_PROXY", "LANG", "PATH"]);
  expect(stdout).toContain("PATH=/bin\n");
});

test("a server gets a path, a home and a language of our environment, and nothing else", async () => {
  const started = await startServerProcess("/usr/bin/env", [], { logPath: join(bench.root, "server.log") });
  await expect.poll(() => started.ended()).toBe("exit code 0");
  expect(names(await started.output())).toEqual(given);
});

test.runIf(process.platform === "linux")(
  "Postgres and Temporal run without our secrets",
  { timeout: 60_000 },
  async () => {
    await bench.start({ temporal: true, temporalCliPath: inject("temporalCliPath") });
    const state = await readInstanceState(bench.dataDir);
    const postgres = await findPostmaster(state?.postgres?.dataDir ?? "");
    for (const pid of [postgres?.pid, state?.temporal?.pid]) {
      const environment = await readFile(`/proc/${pid}/environ`, "utf8");
      expect(names(environment)).toEqual(expect.arrayContaining(given));
      expect(environment).not.toMatch(/secret of ours|proxy\.example/);
    }
  },
);
