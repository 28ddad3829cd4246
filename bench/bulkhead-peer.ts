import { open } from "node:fs/promises";
import { join } from "node:path";
import { readEnv } from "../src/config.js";
import type { JobCounts } from "../src/domain/job.js";
import { type Installation, install } from "./bulkhead/installation.js";
import { measureImport } from "./measure/measure-import.js";
import { cpuSeconds } from "./measure/process-figures.js";
import { changeEvery } from "./peers/change-file.js";
import type { Servers } from "./servers.js";
import { withServers } from "./with-servers.js";

/**
 * Bulkhead as a peer among others: `bulkhead-peer.js FILE` with `DATABASE_URL`, a server whose user may create
 * databases. Prints a line of JSON for the first import of the file, for the same again, and for one with every
 * twentieth row changed.
 */

const changedEvery = 20;
const say = (line: string) => process.stderr.write(`${line}\n`);

async function run(servers: Servers, file: string): Promise<void> {
  const installation = await install(servers);
  try {
    await importAll(servers, installation, file);
  } finally {
    await installation.stop();
  }
}

async function importAll(servers: Servers, installation: Installation, file: string): Promise<void> {
  async function measure(peer: string, path: string, expected: Partial<JobCounts>): Promise<number> {
    const uploadSeconds = await installation.client.upload("events.csv", path);
    const cpuBefore = await cpuOf(installation);
    const request = { asset: "events.csv", importerId: "bench" };
    const { rows, seconds, peakMemory } = await measureImport(servers, installation, request, expected, say);
    const { http, worker } = peakMemory;
    const line = {
      peer,
      rows,
      seconds: rounded(seconds),
      peak_rss_mb: rounded((http ?? Number.NaN) + (worker ?? Number.NaN)),
      client_cpu_seconds: rounded((await cpuOf(installation)) - cpuBefore),
      worker_rss_mb: rounded(worker ?? Number.NaN),
      upload_seconds: rounded(uploadSeconds),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return rows;
  }
  const rows = await measure("bulkhead", file, { updated: 0, unchanged: 0 });
  await measure("bulkhead-again", file, { created: 0, updated: 0 });
  const changedFile = join(servers.folder, "changed.csv");
  const change = { column: (await headerOf(file)).indexOf("title"), text: "New: " };
  const changed = await changeEvery(changedEvery, change, file, changedFile);
  await measure("bulkhead-changed", changedFile, { created: 0, updated: changed, unchanged: rows - changed });
}

async function headerOf(path: string): Promise<string[]> {
  const file = await open(path);
  try {
    for await (const line of file.readLines()) return line.split(",");
    return [];
  } finally {
    await file.close();
  }
}

/** Of both processes together, as a peer's client is one. */
async function cpuOf({ http, workers }: Installation): Promise<number> {
  const seconds = await Promise.all([http, ...workers].map(({ pid }) => cpuSeconds(pid)));
  return seconds.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0);
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

const [file = ""] = process.argv.slice(2);
await withServers(say, readEnv().DATABASE_URL ?? "", (servers) => run(servers, file));
