import type { Bench } from "../bench.js";
import { install } from "../bulkhead/installation.js";
import type { EventFile } from "../event-file/cached-event-file.js";
import { type CoreShare, coreShare } from "../measure/core-share.js";
import type { ActivityRun } from "../measure/history.js";
import { firstCounts, measureImport } from "../measure/measure-import.js";
import { decimal, markdownTable } from "../report/markdown-table.js";
import { median } from "../report/statistics.js";
import { benchFile } from "./bench-files.js";
import { warmUp } from "./warm-up.js";

const share = 0.25;
/** So many invalid rows that checking and reporting them is most of the work. */
const invalidShare = 0.3;
const counts = [1, 3] as const;

/** Seconds of an import, and of its stages, with some workers. */
interface Timed {
  readonly whole: number;
  readonly before: number;
  readonly loading: number;
  readonly after: number;
}

/** The same import by one worker and by three, each held to the same share of a core. */
export async function workers(bench: Bench): Promise<string> {
  const title = "### Several workers on one file";
  const held = await coreShare(share);
  if (held === null)
    return `${title}\n\nNot measured: no cgroup of the CPU can be written here, and there is no cpulimit.`;
  const file = await benchFile(bench, { invalidShare });
  const timed = new Map<number, Timed[]>(counts.map((count) => [count, []]));
  for (let run = 1; run <= bench.options.runs; run++) {
    for (const count of counts) timed.get(count)?.push(await importWith(bench, count, held, file));
  }
  const one = medians(timed.get(1) ?? []);
  const rows = counts.map((count) => {
    const { whole, before, loading, after } = medians(timed.get(count) ?? []);
    const seconds = [whole, before, loading, after].map((value) => decimal(value));
    return [String(count), ...seconds, decimal(one.whole / whole, 2), decimal(one.loading / loading, 2)];
  });
  const header = ["workers", "seconds", "before loading", "loading", "after", "times as fast", "loading alone"];
  const how = `Each held to ${share} of a core by ${held.means}; ${decimal(invalidShare * 100, 0)} % of the rows are invalid.`;
  return `${title}\n\n${how}\n\n${markdownTable(header, rows)}`;
}

async function importWith(bench: Bench, count: number, held: CoreShare, file: EventFile): Promise<Timed> {
  const { servers, say } = bench;
  const installation = await install(servers, { workers: count });
  try {
    await warmUp(bench, installation);
    for (const { pid } of installation.workers) await held.hold(pid);
    await installation.client.upload("events.csv", file.path);
    const request = { asset: "events.csv", importerId: "bench" };
    const { job, seconds } = await measureImport(servers, installation, request, firstCounts(file), say);
    say(`  ${count} workers: ${decimal(seconds)} s`);
    return stages(seconds, await servers.histories.activityRuns(job.workflowId));
  } finally {
    await installation.stop().finally(() => held.release());
  }
}

/** The loading begins with the first chunk and ends with the last; nothing else runs meanwhile. */
function stages(whole: number, runs: readonly ActivityRun[]): Timed {
  const chunks = runs.filter(({ activity }) => activity === "loadChunk");
  const from = Math.min(...chunks.map((run) => run.from));
  const to = Math.max(...chunks.map((run) => run.to));
  const loading = (to - from) / 1_000;
  const before = (from - Math.min(...runs.map((run) => run.from))) / 1_000;
  return { whole, before, loading, after: whole - before - loading };
}

function medians(all: readonly Timed[]): Timed {
  const of = (stage: keyof Timed) => median(all.map((timed) => timed[stage]));
  return { whole: of("whole"), before: of("before"), loading: of("loading"), after: of("after") };
}
