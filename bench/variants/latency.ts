import type { Bench } from "../bench.js";
import { type Installation, install } from "../bulkhead/installation.js";
import { cacheFolder } from "../cache-folder.js";
import { cachedEventFile } from "../event-file/cached-event-file.js";
import { decimal, markdownTable, whole } from "../report/markdown-table.js";
import { percentile } from "../report/statistics.js";
import { benchFile, beyondFiles, smallCsv } from "./bench-files.js";
import { warmUp } from "./warm-up.js";

const requests = 300;
const uncounted = 20;
const rowsEach = 100;

interface Latencies {
  readonly milliseconds: readonly number[];
  readonly complete: number;
}

/** Small imports through the vendor's contract, each one request, one after the other, with a large table stored. */
export async function latency(bench: Bench): Promise<string> {
  const { options, servers, say } = bench;
  const file = await benchFile(bench);
  const installation = await install(servers);
  try {
    await warmUp(bench, installation);
    const { client } = installation;
    await client.upload("stored.csv", file.path);
    say(`storing ${file.rows} rows`);
    await client.run({ asset: "stored.csv", importerId: "bench" });
    await smallImports(bench, installation, { first: beyondFiles, count: uncounted });
    const from = beyondFiles + uncounted * rowsEach;
    say(`${requests} imports of ${rowsEach} rows`);
    const alone = await smallImports(bench, installation, { first: from, count: requests });
    const rows = [tableRow(`${whole(file.rows)} rows stored`, alone)];
    if (options.beside > 0) rows.push(await besideLarge(bench, installation, from + requests * rowsEach));
    const header = ["100 rows in one request", "requests", "answered complete", "p50 ms", "p95 ms", "p99 ms", "max ms"];
    return `### Latency\n\n${markdownTable(header, rows)}`;
  } finally {
    await installation.stop();
  }
}

/** The same while a large import of another importer runs; what is answered after its end does not count. */
async function besideLarge(bench: Bench, installation: Installation, first: number): Promise<string[]> {
  const { options, say } = bench;
  const { client } = installation;
  const shape = { rows: options.beside, seed: options.seed, changeShare: 0, invalidShare: 0, reversed: false };
  const large = await cachedEventFile(cacheFolder(), { ...shape, first: options.rows + 1 }, say);
  await client.upload("large.csv", large.path);
  let ended = false;
  const running = client.run({ asset: "large.csv", importerId: "large" }).finally(() => {
    ended = true;
  });
  say(`${requests} imports of ${rowsEach} rows beside one of ${options.beside}`);
  const until = () => ended;
  const [latencies, { job, seconds }] = await Promise.all([
    smallImports(bench, installation, { first, count: requests, until }),
    running,
  ]);
  const beside = `while ${whole(options.beside)} rows of another importer are imported`;
  return tableRow(`${beside} (${job.state} after ${decimal(seconds)} s)`, latencies);
}

interface SmallImports {
  readonly first: number;
  readonly count: number;
  readonly until?: () => boolean;
}

async function smallImports(
  bench: Bench,
  { client }: Installation,
  { first, count, until = () => false }: SmallImports,
): Promise<Latencies> {
  const milliseconds: number[] = [];
  let complete = 0;
  for (let no = 0; no < count && !until(); no++) {
    await client.uploadText("small.csv", smallCsv(bench, first + no * rowsEach, rowsEach));
    const answer = await client.bulk("small.csv", "small");
    if (until()) break;
    milliseconds.push(answer.ms);
    if (answer.complete) complete++;
  }
  return { milliseconds, complete };
}

function tableRow(what: string, { milliseconds, complete }: Latencies): string[] {
  const figures = [0.5, 0.95, 0.99, 1].map((share) => whole(percentile(milliseconds, share)));
  return [what, whole(milliseconds.length), whole(complete), ...figures];
}
