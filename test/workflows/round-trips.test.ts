import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";
import { type CountingProxy, startCountingProxy } from "../support/counting-proxy.js";
import { type EventCells, eventCsv } from "../support/event-file.js";

let http: TestBulkhead;
let worker: TestBulkhead;
let proxy: CountingProxy;
beforeAll(async () => {
  http = await TestBulkhead.start({}, "http");
  proxy = await startCountingProxy(http.env.DATABASE_URL ?? "");
  worker = await TestBulkhead.start({ ...http.env, DATABASE_URL: proxy.url }, "worker");
});
afterAll(async () => {
  await worker.stop();
  proxy.stop();
  await http.stop();
});

/**
 * The fewest round trips of some imports: loops beside them ask Postgres as well, now and then.
 *
 * @param change what sets the rows of a round apart
 */
async function fewestRoundTrips(
  change: (round: number, cells: EventCells) => Partial<EventCells>,
  { counts: expected, ...options }: { readonly counts: object; readonly dryRun?: boolean },
): Promise<number> {
  const counts: number[] = [];
  for (let round = 0; round < 10; round++) {
    const content = eventCsv({ rows: 100, change: (cells) => change(round, cells) });
    const before = proxy.roundTrips();
    expect(await http.import(content, options)).toMatchObject({ state: "complete", counts: expected });
    counts.push(proxy.roundTrips() - before);
  }
  return Math.min(...counts);
}

test("a small import waits for Postgres at most twenty times, whether its rows are new, changed or only looked at", async () => {
  const isNew = (round: number, { id }: EventCells) => ({ id: `${round}-${id}` });
  const isChanged = (round: number) => ({ city: `City ${round}` });
  expect(await fewestRoundTrips(isNew, { counts: { created: 100 } })).toBeLessThanOrEqual(20);
  expect(await fewestRoundTrips(isChanged, { counts: { valid: 100 } })).toBeLessThanOrEqual(20);
  expect(await fewestRoundTrips(isChanged, { counts: { valid: 100 }, dryRun: true })).toBeLessThanOrEqual(20);
});
