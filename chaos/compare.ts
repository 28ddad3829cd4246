import type pg from "pg";
import type { JobEnd } from "./client.js";
import { compareRows, strangeRows } from "./compare-rows.js";
import type { Deliveries } from "./deliveries.js";
import type { StoredRows } from "./expected-rows.js";
import type { Feed } from "./feed.js";
import { type Expectation, expectFeed } from "./reference.js";

/** What a run led to, beside what the reference says it should have. */
export interface Comparison {
  readonly scenarios: number;
  /** Jobs by how they ended: "complete", or the code of what failed them. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly lost: number;
  readonly leftOver: number;
  readonly different: number;
  /** Everything that is not as it should be, as sentences. */
  readonly faults: readonly string[];
}

/** Computes each scenario again from the seed, and compares its jobs and its rows with what is there. */
export async function compare(client: pg.Client, { scenarios, accepted, ended }: Deliveries): Promise<Comparison> {
  const outcomes: Record<string, number> = {};
  const faults: string[] = [];
  const sum = { rows: 0, lost: 0, leftOver: 0, different: 0 };
  for (const { feeds } of scenarios) {
    const store = new Map<Feed, StoredRows>();
    for (const feed of feeds) {
      const stored: StoredRows = new Map();
      const targets: StoredRows = (feed.after && store.get(feed.after)) ?? new Map();
      const expected = expectFeed(feed, targets, stored);
      store.set(feed, stored);
      for (const [at, { key }] of feed.files.entries()) {
        const end = ended.get(key);
        const outcome = !end
          ? "not ended"
          : (end.error?.code ?? `${end.state}${feed.files[at]?.dryRun ? " (dry run)" : ""}`);
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        faults.push(...endFaults(key, accepted.get(key), end, expected[at]));
      }
      const { examples, ...found } = await compareRows(client, feed, stored);
      sum.rows += found.rows;
      sum.lost += found.lost;
      sum.leftOver += found.leftOver;
      sum.different += found.different;
      faults.push(...examples);
    }
  }
  const feeds = scenarios.flatMap((scenario) => scenario.feeds);
  const tables = [...new Set(feeds.map(({ shape }) => shape.table))];
  faults.push(...(await strangeRows(client, tables, feeds)));
  faults.push(...(await strangeJobs(client, accepted)));
  return { scenarios: scenarios.length, outcomes, ...sum, faults };
}

function endFaults(key: string, jobId: string | undefined, end: JobEnd | undefined, expected: Expectation | undefined) {
  if (jobId === undefined) return [`${key} was never accepted`];
  if (!end) return [`${key}, job ${jobId}, has not ended`];
  const wanted = [expected?.state, expected?.error, expected?.counts && countsOf(expected.counts)];
  const found = [end.state, end.error?.code ?? null, expected?.counts && countsOf(end.counts)];
  if (JSON.stringify(wanted) === JSON.stringify(found)) return [];
  return [`${key}, job ${jobId}, ended ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`];
}

function countsOf(counts: object): string {
  const named = new Map(Object.entries(counts));
  return ["valid", "invalid", "created", "updated", "unchanged"].map((name) => `${name} ${named.get(name)}`).join(", ");
}

/** Every job must be one that a client had an answer about, and each client's key have one job. */
async function strangeJobs(client: pg.Client, accepted: ReadonlyMap<string, string>): Promise<string[]> {
  const { rows } = await client.query<{ id: string; key: string }>("select id, idempotency_key as key from job");
  const unknown = rows.filter(({ id, key }) => accepted.get(key) !== id);
  const gone = [...accepted.keys()].filter((key) => !rows.some((row) => row.key === key));
  return [
    ...unknown.map(({ id, key }) => `job ${id} of ${key} is not the one that the client had an answer about`),
    ...gone.map((key) => `the job of ${key} is gone`),
  ];
}
