import { cpus, totalmem } from "node:os";
import type { Bench } from "./bench.js";
import { type BenchOptions, fileVariants, readOptions } from "./options.js";
import { expertTool } from "./peers/expert.js";
import { profile } from "./profile/profile.js";
import { fileTables } from "./report/file-tables.js";
import { decimal, whole } from "./report/markdown-table.js";
import { median } from "./report/statistics.js";
import { cancel } from "./variants/cancel.js";
import { measureCliffs } from "./variants/cliffs.js";
import { fileRounds } from "./variants/file-rounds.js";
import { latency } from "./variants/latency.js";
import { listeners } from "./variants/listeners.js";
import { packed } from "./variants/packed.js";
import { races } from "./variants/races.js";
import { rejects } from "./variants/rejects.js";
import { throughput } from "./variants/throughput.js";
import { withServers } from "./with-servers.js";

const say = (line: string) => process.stderr.write(`${line}\n`);

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  await withServers(say, null, (servers) => measure({ options, servers, say }, options));
}

async function measure(bench: Bench, { variants, cliffs, profile: folder }: BenchOptions): Promise<void> {
  if (folder !== null) return print(await profile(bench, folder));
  print(await caption(bench));
  if (cliffs) return print(await measureCliffs(bench));
  if (fileVariants.some((variant) => variants.has(variant))) {
    const rounds = await fileRounds(bench);
    print(fileTables(rounds, bench.options));
    print(`Upload, not in the seconds above: ${decimal(median(rounds.uploadSeconds), 2)} s.`);
  }
  if (variants.has("latency")) print(await latency(bench));
  if (variants.has("throughput")) print(await throughput(bench));
  if (variants.has("listeners")) print(await listeners(bench));
  if (variants.has("cancel")) print(await cancel(bench));
  if (variants.has("races")) print(await races(bench));
  if (variants.has("rejects")) print(await rejects(bench));
  if (variants.has("packed")) print(await packed(bench));
}

/** What the figures depend on. */
async function caption({ options, servers }: Bench): Promise<string> {
  const [cpu] = cpus();
  const machine = `${cpus().length} cores (${cpu?.model.trim()}), ${whole(totalmem() / 2 ** 30)} GiB`;
  const versions = `Node ${process.versions.node}, PostgreSQL ${await servers.postgresVersion()}`;
  const runs = `${whole(options.rows)} rows, ${options.runs === 1 ? "one run" : `medians of ${options.runs} runs`}`;
  return `${machine}; ${versions}; ${runs}; the expert works with ${await expertTool()}.`;
}

await main();
