import { readFile, stat } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { EmbeddedOptions, EmbeddedStack } from "../../src/embedded/embedded-stack.js";
import { isPortFree } from "../../src/embedded/ports.js";
import { findPostmaster } from "../../src/embedded/postmaster.js";
import { isAlive } from "../../src/embedded/process-identity.js";
import { readInstanceState, updateInstanceState } from "../../src/embedded/state-file.js";
import { waitUntil } from "../../src/embedded/wait-until.js";
import { compiled, type NodeChild, runNode } from "./support/node-child.js";
import { provideTemporalCli, query, setUpWorkbench, type Workbench } from "./support/workbench.js";

let cli: Awaited<ReturnType<typeof provideTemporalCli>>;
let bench: Workbench;

beforeAll(async () => {
  cli = await provideTemporalCli();
});

afterAll(() => cli.remove());

beforeEach(async () => {
  bench = await setUpWorkbench();
});

afterEach(() => bench.clean(), 30_000);

const start = () => bench.start({ temporal: true, temporalCliPath: cli.path });

describe("the embedded stack", () => {
  test("keeps its data and its ports from one start to the next, and learns new search attributes", async () => {
    const searchAttributes = { Tenant: "Keyword" } as const;
    const first = await bench.start({ temporal: true, temporalCliPath: cli.path, searchAttributes });
    await leaveTraces(first);
    await withTemporal(first, async ({ connection }) => {
      const { config } = await connection.workflowService.describeNamespace({ namespace: "default" });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 60 * 60);
    });
    expect(await readInstanceState(bench.dataDir)).toMatchObject({ pid: process.pid, ...addresses(first) });
    await first.stop();
    await first.stop();
    await expectNothingRuns();
    const second = await start();
    expect(addresses(second)).toEqual(addresses(first));
    await expectTraces(second);
    await withTemporal(second, async ({ connection }) => {
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: "default" });
      expect(customAttributes).toMatchObject({ Tenant: 2, ImportKind: 2 });
    });
    expect((await stat(join(bench.dataDir, "temporal-1.9.1.db"))).mode & 0o777).toBe(0o600);
    expect(bench.said).toEqual([]);
  });

  test("avoids ports that are taken and names those it has", async () => {
    const { ports } = await bench.options();
    const temporal = ports?.temporal ?? 0;
    const blockers = [await listen(temporal), await listen(temporal + 1000)];
    try {
      const stack = await bench.start({ postgres: false, temporal: true, temporalCliPath: cli.path });
      const state = (await readInstanceState(bench.dataDir))?.temporal;
      expect(stack.temporalAddress).toBe(`127.0.0.1:${state?.port}`);
      expect(bench.said).toEqual([
        `port ${temporal} is taken, Temporal listens on ${state?.port}`,
        `port ${temporal + 1000} is taken, the Temporal UI listens on ${state?.uiPort}`,
      ]);
      expect((await fetch(stack.temporalUiUrl ?? "")).status).toBe(200);
    } finally {
      for (const blocker of blockers) await new Promise((resolve) => blocker.close(resolve));
    }
  });

  test("takes over the servers of an owner that was killed", async () => {
    const owner = await startInChild({ temporal: true });
    const orphaned = await owner.line();
    const before = await pids();
    expect(await readInstanceState(bench.dataDir)).toMatchObject({ pid: owner.pid });
    await owner.kill();
    expect(before.map(isAlive)).toEqual([true, true]);
    const stack = await start();
    expect(addresses(stack)).toEqual(orphaned);
    expect(await pids()).toEqual(before);
    expect(bench.said.sort()).toEqual([
      expect.stringMatching(/^Postgres still runs on port \d+ and is used again$/),
      expect.stringMatching(/^Temporal still runs on port \d+ and is used again$/),
    ]);
    await leaveTraces(stack);
    await killBoth();
    await expectTraces(stack);
    await stack.stop();
    await expectNothingRuns();
  });

  test("stops a Temporal whose owner was killed before it could write it down", async () => {
    const owner = await startInChild({ temporal: true, postgres: false });
    await owner.line();
    const stray = (await readInstanceState(bench.dataDir))?.temporal?.pid ?? 0;
    await owner.kill();
    await updateInstanceState(bench.dataDir, { temporal: null });
    const stack = await bench.start({ postgres: false, temporal: true, temporalCliPath: cli.path });
    expect(isAlive(stray)).toBe(false);
    expect(stack.temporalAddress).toBe(`127.0.0.1:${(await bench.options()).ports?.temporal}`);
    expect(bench.said).toEqual([]);
  });

  test("starts a killed Postgres and a killed Temporal again, on their ports and with their data", async () => {
    const stack = await start();
    await leaveTraces(stack);
    const before = await killBoth();
    await expectTraces(stack);
    expect(await pids()).not.toEqual(before);
    expect(bench.said).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Postgres is gone, starting it again on port \d+$/),
        expect.stringMatching(/^Temporal is gone, starting it again on port \d+$/),
      ]),
    );
    await stack.stop();
    await expectNothingRuns();
  });

  test("leaves nothing running when it is stopped right after its servers were killed", async () => {
    const stack = await start();
    await killBoth();
    await waitUntil(() => bench.said.length > 0, { timeoutMs: 5_000, everyMs: 5 });
    await stack.stop();
    await expectNothingRuns();
  });

  test("stops Postgres again when Temporal cannot be started, and says what to do", async () => {
    const missing = join(bench.root, "no-such-temporal");
    await expect(bench.start({ temporal: true, temporalCliPath: missing })).rejects.toMatchObject({
      name: "EmbeddedError",
      message: expect.stringMatching(
        /^TEMPORAL_CLI_PATH is .*no-such-temporal, which is no file that can be run\. Set it/,
      ),
    });
    await expectNothingRuns();
  });

  test("shows the end of the log when Temporal ends at its start", async () => {
    const dynamicConfig = { "not json": "{" };
    const failing = bench.start({ postgres: false, temporal: true, temporalCliPath: cli.path, dynamicConfig });
    await expect(failing).rejects.toThrow(/ended with exit code 1; its log .*temporal\.log ends with:\n.*not json/);
  });
});

/** A stack that another process owns; it prints the addresses once it has started. */
async function startInChild(change: Partial<EmbeddedOptions>): Promise<NodeChild> {
  const options = { ...(await bench.options({ temporalCliPath: cli.path, ...change })), say: undefined };
  return bench.adopt(
    runNode(`import { startEmbeddedStack } from "${compiled("embedded-stack")}";
             const stack = await startEmbeddedStack({ ...${JSON.stringify(options)}, say() {} });
             console.log(JSON.stringify(stack));
             setInterval(() => {}, 1000);`),
  );
}

function addresses({ databaseUrl, temporalAddress, temporalUiUrl }: EmbeddedStack) {
  return { databaseUrl, temporalAddress, temporalUiUrl };
}

async function withTemporal(stack: EmbeddedStack, use: (client: Client) => Promise<void>): Promise<void> {
  const connection = await Connection.connect({ address: stack.temporalAddress ?? "", connectTimeout: "5 seconds" });
  try {
    await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

async function leaveTraces(stack: EmbeddedStack): Promise<void> {
  await query(stack.databaseUrl, "create table trace as select 42 as answer");
  await withTemporal(stack, async (client) => {
    await client.workflow.start("nobody-runs-it", { workflowId: "trace", taskQueue: "none", args: [] });
  });
}

async function expectTraces(stack: EmbeddedStack): Promise<void> {
  await eventually(async () => expect(await query(stack.databaseUrl, "table trace")).toEqual([{ answer: 42 }]));
  await eventually(() =>
    withTemporal(stack, async (client) => {
      expect((await client.workflow.getHandle("trace").describe()).status.name).toBe("RUNNING");
    }),
  );
}

/** Tries for 20 s; the last failure counts. */
async function eventually(attempt: () => Promise<void>): Promise<void> {
  const holds = () =>
    attempt().then(
      () => true,
      () => false,
    );
  if (!(await waitUntil(holds, { timeoutMs: 20_000, everyMs: 50 }))) await attempt();
}

async function killBoth(): Promise<number[]> {
  const found = await pids();
  for (const pid of found) process.kill(pid, "SIGKILL");
  return found;
}

/** Postgres' and Temporal's. */
async function pids(): Promise<number[]> {
  const state = await readInstanceState(bench.dataDir);
  const pidFile = await readFile(join(state?.postgres?.dataDir ?? "", "postmaster.pid"), "utf8");
  return [Number(pidFile.split("\n")[0]), state?.temporal?.pid ?? 0];
}

async function expectNothingRuns(): Promise<void> {
  const state = await readInstanceState(bench.dataDir);
  expect(await findPostmaster(state?.postgres?.dataDir ?? bench.dataDir)).toBeNull();
  if (state?.temporal) expect(isAlive(state.temporal.pid)).toBe(false);
  for (const port of [state?.postgres?.port, state?.temporal?.port, state?.temporal?.uiPort]) {
    if (port !== undefined) expect({ port, free: await isPortFree(port) }).toEqual({ port, free: true });
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}
