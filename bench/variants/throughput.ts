import { randomUUID } from "node:crypto";
import { toConfig } from "../../src/config.js";
import type { bareWorkflow } from "../bare/bare-workflow.js";
import type { Bench } from "../bench.js";
import { type Installation, install } from "../bulkhead/installation.js";
import { startProcess } from "../bulkhead/role-process.js";
import { decimal, markdownTable, whole } from "../report/markdown-table.js";
import { median } from "../report/statistics.js";
import { beyondFiles, smallCsv } from "./bench-files.js";
import { warmUp } from "./warm-up.js";

const imports = 300;
const importers = 30;
const rowsEach = 100;

/**
 * Many small imports at once, against as many workflows with the same activities by name, which do nothing: how much of
 * what the Temporal server can do is left for imports.
 */
export async function throughput(bench: Bench): Promise<string> {
  const { options, servers, say } = bench;
  const ours: number[] = [];
  const bare: number[] = [];
  let activities: readonly string[] = [];
  for (let run = 1; run <= options.runs; run++) {
    const installation = await install(servers);
    try {
      await warmUp(bench, installation);
      activities = await activitiesOfOne(bench, installation);
      ours.push(imports / (await importAll(bench, installation)));
    } finally {
      await installation.stop();
    }
    bare.push(imports / (await runBare(bench, activities)));
    say(`  throughput, run ${run}: ${decimal(ours.at(-1) ?? 0)} imports/s, bare ${decimal(bare.at(-1) ?? 0)}`);
  }
  const title = `### ${imports} imports of ${rowsEach} rows by ${importers} importers at once`;
  const header = ["who", "per second", "min–max", "÷ bare"];
  const rows = [
    ["**Bulkhead**", ...figures(ours), decimal(median(ours) / median(bare), 2)],
    [`bare workflow: ${activities.join(", ")}`, ...figures(bare), decimal(1, 2)],
  ];
  return `${title}\n\n${markdownTable(header, rows)}`;
}

function figures(perSecond: readonly number[]): string[] {
  return [decimal(median(perSecond)), `${decimal(Math.min(...perSecond))}–${decimal(Math.max(...perSecond))}`];
}

/** The activities that such an import schedules, in their order. */
async function activitiesOfOne(bench: Bench, { client }: Installation): Promise<string[]> {
  await client.uploadText("one.csv", smallCsv(bench, beyondFiles, rowsEach));
  const { job } = await client.run({ asset: "one.csv", importerId: "one" });
  const runs = await bench.servers.histories.activityRuns(job.workflowId);
  return runs.map(({ activity }) => activity);
}

/** Seconds from the first POST to the last answer. Files are uploaded before. */
async function importAll(bench: Bench, { client }: Installation): Promise<number> {
  const first = beyondFiles + rowsEach;
  for (let no = 0; no < imports; no++) {
    await client.uploadText(`${no}.csv`, smallCsv(bench, first + no * rowsEach, rowsEach));
  }
  await bench.servers.checkpoint();
  const started = performance.now();
  const ended = await Promise.all(
    Array.from({ length: imports }, (_, no) =>
      client.run({ asset: `${no}.csv`, importerId: `importer-${no % importers}` }),
    ),
  );
  const seconds = (performance.now() - started) / 1_000;
  const complete = ended.filter(({ job }) => job.state === "complete" && job.counts.created === rowsEach).length;
  if (complete !== imports) throw new Error(`${whole(complete)} of ${imports} imports are complete`);
  return seconds;
}

/** Seconds from the first start to the last result. */
async function runBare({ servers }: Bench, activities: readonly string[]): Promise<number> {
  const taskQueue = `bare-${randomUUID()}`;
  const slots = String(toConfig({}).activitySlots);
  const worker = await startProcess(servers, {
    script: "dist/bench/bare/bare-worker.js",
    args: [servers.temporalAddress, taskQueue, slots, ...new Set(activities)],
    env: {},
    ready: /^Bare worker ready/m,
  });
  const { workflow } = servers.histories.client;
  const runOne = () =>
    workflow.execute<typeof bareWorkflow>("bareWorkflow", {
      taskQueue,
      workflowId: `bare:${randomUUID()}`,
      args: [activities],
    });
  try {
    for (let left = 10; left > 0; left--) await runOne();
    const started = performance.now();
    await Promise.all(Array.from({ length: imports }, runOne));
    return (performance.now() - started) / 1_000;
  } finally {
    await worker.stop();
  }
}
