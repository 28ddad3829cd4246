import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Bench } from "../bench.js";
import { type Installation, install } from "../bulkhead/installation.js";
import type { EventFile } from "../event-file/cached-event-file.js";
import type { ActivityRun } from "../measure/history.js";
import type { FileVariant } from "../options.js";
import { decimal, markdownTable } from "../report/markdown-table.js";
import { benchFile } from "../variants/bench-files.js";
import { warmUp } from "../variants/warm-up.js";
import { CpuProfiles, type SelfTimes } from "./cpu-profile.js";
import { explainStatements, plansIn, serverLog } from "./statement-plans.js";

const shownFunctions = 15;

interface Profiled {
  readonly variant: FileVariant;
  readonly runs: readonly ActivityRun[];
  readonly plans: readonly string[];
}

/**
 * Where the time goes, in the worker and in Postgres: runs each chosen variant once and leaves in the folder the
 * worker's CPU profiles, what they show per activity, and the plans of slow statements. Both slow the import down.
 */
export async function profile(bench: Bench, into: string): Promise<string> {
  const folder = resolve(into);
  await mkdir(folder, { recursive: true });
  const profiled = await importAll(bench, folder);
  const profiles = await CpuProfiles.read(folder);
  const summary = profiled.map((one) => section(one, profiles)).join("\n\n");
  const plans = profiled.map(({ variant, plans }) => `==== ${variant}\n\n${plans.join("\n\n")}\n`).join("\n");
  await writeFile(join(folder, "summary.md"), `${summary}\n`);
  await writeFile(join(folder, "plans.txt"), plans);
  return `${summary}\n\nProfiles, this summary and the plans are in ${folder}.`;
}

async function importAll(bench: Bench, folder: string): Promise<Profiled[]> {
  const { options } = bench;
  const plain = await benchFile(bench);
  const profiled: Profiled[] = [];
  const wants = (variant: FileVariant) => options.variants.has(variant);
  async function importOne(installation: Installation, variant: FileVariant, file: EventFile): Promise<void> {
    const one = await importProfiled(bench, installation, variant, file);
    if (wants(variant)) profiled.push(one);
  }
  if (wants("first") || wants("unchanged") || wants("changed")) {
    await installed(bench, folder, async (installation) => {
      await importOne(installation, "first", plain);
      if (wants("unchanged")) await importOne(installation, "unchanged", plain);
      if (!wants("changed")) return;
      await importOne(installation, "changed", await benchFile(bench, { changeShare: options.changeShare }));
    });
  }
  if (wants("invalid")) {
    const file = await benchFile(bench, { invalidShare: options.invalidShare });
    await installed(bench, folder, (installation) => importOne(installation, "invalid", file));
  }
  if (wants("dry-run")) await installed(bench, folder, (installation) => importOne(installation, "dry-run", plain));
  return profiled;
}

/** The profile is complete once the worker has been stopped. */
async function installed(bench: Bench, folder: string, use: (installation: Installation) => Promise<void>) {
  const { servers } = bench;
  const installation = await install(servers, {
    workerFlags: ["--cpu-prof", `--cpu-prof-dir=${folder}`],
    prepare: (database) => explainStatements(servers, database),
  });
  try {
    await warmUp(bench, installation);
    await use(installation);
  } finally {
    await installation.stop();
  }
}

async function importProfiled(
  { servers, say }: Bench,
  { client }: Installation,
  variant: FileVariant,
  file: EventFile,
): Promise<Profiled> {
  await client.upload("events.csv", file.path);
  const logged = (await serverLog(servers)).length;
  const request = { asset: "events.csv", importerId: "bench", dryRun: variant === "dry-run" };
  const { job, seconds } = await client.run(request);
  say(`  ${variant}, profiled: ${decimal(seconds)} s`);
  const runs = await servers.histories.activityRuns(job.workflowId);
  return { variant, runs, plans: plansIn((await serverLog(servers)).slice(logged)) };
}

function section({ variant, runs }: Profiled, profiles: CpuProfiles): string {
  const names = [...new Set(runs.map(({ activity }) => activity))];
  const parts = names.map((name) => {
    const spans = runs.filter(({ activity }) => activity === name);
    const seconds = (Math.max(...spans.map(({ to }) => to)) - Math.min(...spans.map(({ from }) => from))) / 1_000;
    return `#### ${name}, ${decimal(seconds, 2)} s\n\n${table(profiles.within(spans))}`;
  });
  return `### ${variant}\n\n${parts.join("\n\n")}`;
}

function table(times: SelfTimes): string {
  const all = times.reduce((sum, [, ms]) => sum + ms, 0);
  const rows = times.slice(0, shownFunctions).map(([name, ms]) => [name, decimal(ms, 0), decimal((100 * ms) / all, 1)]);
  return markdownTable(
    ["function", "ms itself", "% of the worker's JavaScript"],
    [...rows, ["all", decimal(all, 0), "100.0"]],
  );
}
