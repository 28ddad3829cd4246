import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { networkEnvironment, readEnv } from "../../src/config.js";
import { migrate } from "../../src/db/migrate.js";
import { startEmbeddedStack } from "../../src/embedded/embedded-stack.js";
import { searchAttributeNames } from "../../workflows/contract.js";

declare module "vitest" {
  interface ProvidedContext {
    /** A database that is migrated and empty; each test file clones it. */
    templateUrl: string;
    /** The file that the Postgres server logs to. */
    postgresLog: string;
    temporalAddress: string;
    temporalUiUrl: string;
    temporalCliPath: string;
  }
}

/**
 * One real Postgres and one real Temporal server for the whole run, in a folder that goes with it. Where
 * `TEST_TEMPORAL_ADDRESS` names a server that runs already, it takes the dev server's place.
 */
export default async function setUp(project: Pick<TestProject, "provide">): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "bulkhead-test-"));
  const { TEMPORAL_CLI_PATH, PATH = "", TEST_TEMPORAL_ADDRESS } = readEnv();
  const stack = await startEmbeddedStack({
    dataDir,
    postgres: true,
    temporal: TEST_TEMPORAL_ADDRESS === undefined,
    temporalCliPath: TEMPORAL_CLI_PATH,
    searchPath: PATH,
    networkEnvironment: networkEnvironment(readEnv()),
    searchAttributes: Object.fromEntries(Object.values(searchAttributeNames).map((name) => [name, "Keyword"])),
    ports: { postgres: 25_433, temporal: 27_233 },
    say: () => undefined,
  });
  let taken: Promise<void> | null = null;
  function takeDown(): Promise<void> {
    taken ??= stack.stop().then(() => rm(dataDir, { recursive: true, force: true }));
    return taken;
  }
  // The servers outlive this process, and a run that is ended by a signal has no teardown.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void takeDown().finally(() => process.exit(1)));
  }
  try {
    const { databaseUrl } = stack;
    const temporalAddress = stack.temporalAddress ?? TEST_TEMPORAL_ADDRESS;
    if (!databaseUrl || !temporalAddress) throw new Error("the embedded stack is incomplete");
    project.provide("templateUrl", await createTemplate(databaseUrl));
    project.provide("postgresLog", join(dataDir, "logs", "postgres.log"));
    project.provide("temporalAddress", temporalAddress);
    project.provide("temporalUiUrl", stack.temporalUiUrl ?? "http://temporal-ui.example");
    project.provide("temporalCliPath", TEMPORAL_CLI_PATH ?? join(dataDir, "bin", "temporal-1.9.1"));
    return takeDown;
  } catch (error) {
    // After a set-up that failed there is no teardown either.
    await takeDown();
    throw error;
  }
}

async function createTemplate(databaseUrl: string): Promise<string> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query("create database bulkhead_template");
  await client.end();
  const url = new URL(databaseUrl);
  url.pathname = "/bulkhead_template";
  await migrate(url.href);
  return url.href;
}
