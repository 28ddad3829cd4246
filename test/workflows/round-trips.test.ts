import { afterAll, beforeAll, expect, test } from "vitest";
import { createDeps, type Deps } from "../../src/deps.js";
import { targetOf } from "../../src/temporal/connection.js";
import { type ImportWorker, startWorker } from "../../src/worker/worker.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type CountingProxy, startCountingProxy } from "../support/counting-proxy.js";
import { type EventCells, eventCsv } from "../support/event-file.js";

let bulkhead: TestBulkhead;
let proxy: CountingProxy;
let deps: Deps;
let worker: ImportWorker;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({}, "http");
  proxy = await startCountingProxy(bulkhead.env.DATABASE_URL ?? "");
  const { config, secretKeys } = bulkhead.deps;
  if (config.temporal === null) throw new Error("the test names no Temporal server");
  deps = await createDeps(config, proxy.url, secretKeys);
  // The worker alone, without the loops of its process, which ask Postgres as well.
  const nothing = () => undefined;
  worker = startWorker({ ...deps, placeFreed: nothing, runFailed: nothing }, targetOf(config.temporal));
});
afterAll(async () => {
  await worker.stop();
  await deps.close();
  proxy.stop();
  await bulkhead.stop();
});

/**
 * The round trips of an import by a worker that has done one before, so that its session has its tables.
 *
 * @param change what sets the rows of an import apart
 */
async function roundTrips(
  change: (round: number, cells: EventCells) => Partial<EventCells>,
  { counts: expected, ...options }: { readonly counts: object; readonly dryRun?: boolean },
): Promise<number> {
  const counts: number[] = [];
  for (let round = 0; round < 5; round++) {
    const content = eventCsv({ rows: 100, change: (cells) => change(round, cells) });
    const before = proxy.roundTrips();
    expect(await bulkhead.import(content, options)).toMatchObject({ state: "complete", counts: expected });
    counts.push(proxy.roundTrips() - before);
  }
  return Math.max(...counts.slice(1));
}

test("a small import waits for Postgres at most twenty times, whether its rows are new, changed or only looked at", async () => {
  const isNew = (round: number, { id }: EventCells) => ({ id: `${round}-${id}` });
  const isChanged = (round: number) => ({ city: `City ${round}` });
  expect(await roundTrips(isNew, { counts: { created: 100 } })).toBeLessThanOrEqual(20);
  expect(await roundTrips(isChanged, { counts: { valid: 100 } })).toBeLessThanOrEqual(20);
  expect(await roundTrips(isChanged, { counts: { valid: 100 }, dryRun: true })).toBeLessThanOrEqual(20);
});
