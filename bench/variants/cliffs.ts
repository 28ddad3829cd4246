import { setTimeout } from "node:timers/promises";
import type { JobCounts } from "../../src/domain/job.js";
import type { Bench } from "../bench.js";
import type { ImportRequest } from "../bulkhead/import-client.js";
import { type Installation, install } from "../bulkhead/installation.js";
import type { EventFile } from "../event-file/cached-event-file.js";
import { studentFormats } from "../event-file/student-list.js";
import { firstCounts, measureImport } from "../measure/measure-import.js";
import { Expert } from "../peers/expert.js";
import { benchFile, beyondFiles, smallCsv } from "./bench-files.js";
import { beside, cliffTable, first, fivePercent, psql, psqlAgain, psqlBeside, unchanged } from "./cliff-cases.js";
import { warmUp } from "./warm-up.js";

/** Measures every case beside its clean one, as often as there are runs. */
export async function measureCliffs(bench: Bench): Promise<string> {
  const { options, servers, say } = bench;
  const seconds = new Map<string, number[]>();
  const keep = (name: string, taken: number) => {
    seconds.set(name, [...(seconds.get(name) ?? []), taken]);
    say(`  ${name}: ${taken.toFixed(2)} s`);
  };
  const files = await cliffFiles(bench);
  const database = await servers.createDatabase();
  // Not counted: Postgres makes the files of its write-ahead log, which later imports use again.
  await installed(bench, async (imported) => void (await imported(files.plain, firstCounts(files.plain))));
  for (let run = 1; run <= options.runs; run++) {
    say(`round ${run} of ${options.runs}`);
    await firstImports(bench, files, keep);
    await reimports(bench, files, keep);
    await besideCommits(bench, files, keep);
    await lists(bench, keep);
    await experts(bench, database, files, keep);
    await servers.emptyDatabase(database);
  }
  await servers.dropDatabase(database);
  return cliffTable(seconds);
}

async function cliffFiles(bench: Bench) {
  const { rows } = bench.options;
  return {
    plain: await benchFile(bench),
    others: await benchFile(bench, { first: rows + 1 }),
    invalid: await benchFile(bench, { invalidShare: 0.02 }),
    mostlyInvalid: await benchFile(bench, { invalidShare: 0.3 }),
    changed: {
      "1 % changed": await benchFile(bench, { changeShare: 0.01 }),
      [fivePercent]: await benchFile(bench, { changeShare: 0.05 }),
      "30 % changed": await benchFile(bench, { changeShare: 0.3 }),
    },
    reversed: await benchFile(bench, { reversed: true }),
  };
}

type Files = Awaited<ReturnType<typeof cliffFiles>>;
type Keep = (name: string, seconds: number) => void;
type Imported = (file: EventFile, expected: Partial<JobCounts>, options?: Partial<ImportRequest>) => Promise<number>;

/** First imports of a file, each into a database of its own. */
async function firstImports(bench: Bench, { plain, others, invalid, mostlyInvalid }: Files, keep: Keep): Promise<void> {
  const cases: readonly [string, EventFile, Partial<ImportRequest>][] = [
    ["first, dry run", plain, { dryRun: true }],
    ["first, snapshot", plain, { mode: "snapshot" }],
    ["first, 30 % invalid", mostlyInvalid, {}],
  ];
  for (const [name, file, options] of cases) {
    await installed(bench, async (imported) => keep(name, await imported(file, firstCounts(file), options)));
  }
  await installed(bench, async (imported) => {
    keep("first, 2 % invalid, repeated ids", await imported(invalid, firstCounts(invalid)));
    const again = { created: 0, unchanged: invalid.rows - invalid.invalid };
    keep("2 % invalid, sent again", await imported(invalid, again));
  });
  await installed(bench, async (imported) => {
    await imported(others, firstCounts(others), { importerId: "others" });
    keep("first, other rows stored", await imported(plain, firstCounts(plain)));
  });
}

/** Imports into a store that holds the file's rows. */
async function reimports(bench: Bench, { plain, changed, reversed }: Files, keep: Keep): Promise<void> {
  const same = { created: 0, updated: 0, unchanged: plain.rows };
  await installed(bench, async (imported) => {
    keep(first, await imported(plain, firstCounts(plain)));
    keep(unchanged, await imported(plain, same));
    keep("unchanged, snapshot", await imported(plain, same, { mode: "snapshot" }));
    keep("unchanged, update", await imported(plain, same, { mode: "update" }));
    keep("unchanged, dry run", await imported(plain, same, { dryRun: true }));
    keep("columns in another order, first time", await imported(reversed, same));
    keep("columns in another order, second time", await imported(reversed, same));
  });
  for (const [name, file] of Object.entries(changed)) {
    await installed(bench, async (imported) => {
      await imported(plain, firstCounts(plain));
      keep(name, await imported(file, { created: 0, updated: file.changed }));
    });
  }
}

/** A re-import while another importer commits a row of the same entity each second. */
async function besideCommits(bench: Bench, { plain, changed }: Files, keep: Keep): Promise<void> {
  const file = changed[fivePercent];
  await installed(bench, async (imported, { client }) => {
    await imported(plain, firstCounts(plain));
    let commits = 0;
    let isOver = false;
    const others = (async () => {
      for (; !isOver; commits++) {
        await client.uploadText("one.csv", smallCsv(bench, beyondFiles + commits, 1));
        await Promise.all([client.run({ asset: "one.csv", importerId: "others" }), setTimeout(1_000)]);
      }
    })();
    keep(beside, await imported(file, { created: 0, updated: file.changed }));
    isOver = true;
    await others;
    bench.say(`  ${commits} imports of one row at the same time`);
  });
}

/**
 * Half as many students, in each format into a database of its own: each is a finding, and a store of them is slower.
 */
async function lists(bench: Bench, keep: Keep): Promise<void> {
  const { options, servers, say } = bench;
  const rows = Math.ceil(options.rows / 2);
  for (const [format, { contentType, text }] of Object.entries(studentFormats)) {
    const installation = await install(servers);
    try {
      await warmUp(bench, installation);
      const asset = `students.${format.toLowerCase()}`;
      await installation.client.uploadText(asset, text(0, rows), contentType);
      const request = { entity: "student", asset, importerId: "bench" };
      const { seconds } = await measureImport(servers, installation, request, { created: rows }, say);
      keep(`students, ${format}`, seconds);
    } finally {
      await installation.stop();
    }
  }
}

async function experts({ servers }: Bench, database: string, { plain, others }: Files, keep: Keep): Promise<void> {
  const expert = await Expert.arrive(servers, database);
  await expert.begin();
  keep(psql, (await expert.load(plain, "every row")).seconds);
  keep(psqlAgain, (await expert.load(plain, "every row")).seconds);
  await expert.begin();
  await expert.load(others, "every row");
  keep(psqlBeside, (await expert.load(plain, "every row", others.rows)).seconds);
}

async function installed(
  bench: Bench,
  use: (imported: Imported, installation: Installation) => Promise<void>,
): Promise<void> {
  const { servers, say } = bench;
  const installation: Installation = await install(servers);
  try {
    await warmUp(bench, installation);
    await use(async (file, expected, options = {}) => {
      await installation.client.upload("events.csv", file.path);
      const request = { asset: "events.csv", importerId: "bench", ...options };
      return (await measureImport(servers, installation, request, expected, say)).seconds;
    }, installation);
  } finally {
    await installation.stop();
  }
}
