import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import getPort from "get-port";
import pg from "pg";
import { type EmbeddedOptions, type EmbeddedStack, startEmbeddedStack } from "../../../src/embedded/embedded-stack.js";
import { isSameProcess } from "../../../src/embedded/process-identity.js";
import { readInstanceState } from "../../../src/embedded/state-file.js";
import { findTemporalCli } from "../../../src/embedded/temporal-cli.js";
import type { NodeChild } from "./node-child.js";

export const searchPath = process.env.PATH ?? "";

/** A folder of its own for one test, and the end of everything that was started in it. */
export interface Workbench {
  /** A new folder that every user can pass, as a checkout usually is. */
  root: string;
  dataDir: string;
  /** What the stacks said, line by line. */
  said: string[];
  options(change?: Partial<EmbeddedOptions>): Promise<EmbeddedOptions>;
  start(change?: Partial<EmbeddedOptions>): Promise<EmbeddedStack>;
  /** Ends the child with the test, at the latest. */
  adopt(child: NodeChild): NodeChild;
  clean(): Promise<void>;
}

export async function setUpWorkbench(): Promise<Workbench> {
  const root = await mkdtemp(join(tmpdir(), "bulkhead-embedded-"));
  await chmod(root, 0o755);
  const dataDir = join(root, ".bulkhead");
  const said: string[] = [];
  const stacks: EmbeddedStack[] = [];
  const children: NodeChild[] = [];
  const ports = { postgres: await getPort(), temporal: await getPort() };
  const options = async (change: Partial<EmbeddedOptions> = {}): Promise<EmbeddedOptions> => ({
    dataDir,
    postgres: true,
    temporal: false,
    searchPath,
    searchAttributes: { Tenant: "Keyword", ImportKind: "Keyword" },
    ports,
    say: (line) => said.push(line),
    ...change,
  });
  const start = async (change: Partial<EmbeddedOptions> = {}) => {
    const stack = await startEmbeddedStack(await options(change));
    stacks.push(stack);
    return stack;
  };
  const clean = async () => {
    for (const child of children) await child.kill();
    await killTemporal(dataDir);
    for (const stack of stacks) await stack.stop();
    await stopOrphans(dataDir);
    await rm(root, { recursive: true, force: true });
  };
  const adopt = (child: NodeChild) => {
    children.push(child);
    return child;
  };
  return { root, dataDir, said, options, start, adopt, clean };
}

/** The Temporal CLI in a folder of its own, fetched unless there is one on the PATH. */
export async function provideTemporalCli(): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-temporal-cli-"));
  const cli = await findTemporalCli({ dataDir: folder, searchPath, say: () => undefined });
  return { path: cli.path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The rows of one query, on a connection of its own. */
export async function query(url: string | null, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url ?? "", connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A stack that a test left behind by killing its owner is taken over, so that it can be stopped. */
async function stopOrphans(dataDir: string): Promise<void> {
  const state = await readInstanceState(dataDir);
  if (state === null || state.pid === process.pid) return;
  const common = { dataDir, searchPath, searchAttributes: {}, say: () => undefined };
  const stack = await startEmbeddedStack({ ...common, postgres: state.postgres !== null, temporal: false });
  await stack.stop();
  await removeOutside(state.postgres?.dataDir, dataDir);
}

/** Deletes what root keeps under /var/lib for a data dir in a closed folder. */
export async function removeOutside(cluster: string | undefined, dataDir: string): Promise<void> {
  if (cluster === undefined || cluster.startsWith(dataDir)) return;
  await rm(dirname(cluster), { recursive: true, force: true });
}

/** Its data are thrown away, so it gets no second in which to end by itself. */
async function killTemporal(dataDir: string): Promise<void> {
  const temporal = (await readInstanceState(dataDir))?.temporal;
  if (temporal && (await isSameProcess(temporal.pid, temporal.pidStart))) process.kill(temporal.pid, "SIGKILL");
}
