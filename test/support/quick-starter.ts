import { inject } from "vitest";
import { startStarter } from "../../src/services/loops/starter.js";
import { connectImports } from "../../src/temporal/import-workflows.js";
import type { TestBulkhead } from "./bulkhead.js";

const pace = { everyMs: 100, unstartedMs: 200, checkMs: 300 };

/** Runs a starter that checks the jobs often, for as long as `run` takes. */
export async function withQuickStarter(bulkhead: TestBulkhead, run: () => Promise<void>): Promise<void> {
  const target = { options: { address: inject("temporalAddress") }, namespace: "default" };
  const taskQueue = bulkhead.env.BULKHEAD_TASK_QUEUE ?? "";
  const imports = connectImports({ target, taskQueue, searchAttributes: true });
  const starter = startStarter(bulkhead.deps, imports, pace);
  try {
    await run();
  } finally {
    await starter.stop();
    await imports.close();
  }
}
