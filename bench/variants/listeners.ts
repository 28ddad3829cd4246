import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "../bench.js";
import { type Installation, install } from "../bulkhead/installation.js";
import { cpuSeconds, peakMemory, resetPeakMemory } from "../measure/process-figures.js";
import { TemporalDevServer } from "../measure/temporal-dev-server.js";
import { decimal, markdownTable, whole } from "../report/markdown-table.js";
import { benchFile } from "./bench-files.js";
import { warmUp } from "./warm-up.js";

/**
 * One import with no, one and many listeners on its stream: what that costs the http process, and what Temporal is
 * asked.
 */
export async function listeners(bench: Bench): Promise<string> {
  const { options, servers, say } = bench;
  const file = await benchFile(bench);
  const temporal = await TemporalDevServer.in(servers.folder);
  const rows: string[][] = [];
  for (const count of [0, 1, options.listeners]) {
    const installation = await install(servers);
    try {
      await warmUp(bench, installation);
      await installation.client.upload("file.csv", file.path);
      say(`  ${count} listeners`);
      rows.push(await listenedTo(installation, temporal, count));
    } finally {
      await installation.stop();
    }
  }
  const header = [
    ...["listeners", "import s", "http CPU s", "of a core", "http peak MB", "queries to Temporal", "per s"],
    ...["events each", "got `end`"],
  ];
  return `### Listeners of one job, ${whole(file.rows)} rows\n\n${markdownTable(header, rows)}`;
}

async function listenedTo({ client, http }: Installation, temporal: TemporalDevServer, count: number) {
  const asked = await temporal.requests("QueryWorkflow");
  await resetPeakMemory(http.pid);
  const cpu = (await cpuSeconds(http.pid)) ?? 0;
  const started = performance.now();
  const { id } = await client.start({ asset: "file.csv", importerId: "bench" });
  const headers = { Authorization: `Bearer ${client.key}` };
  const streams = Array.from({ length: count }, () => eventsOf(`${client.url}/api/jobs/${id}/stream`, headers));
  const events = await Promise.all(streams);
  // The one without a listener is looked at without asking its workflow.
  while (count === 0 && (await servedEnd(client, id)) === null) await sleep(250);
  const seconds = (performance.now() - started) / 1_000;
  const used = ((await cpuSeconds(http.pid)) ?? 0) - cpu;
  const queries = (await temporal.requests("QueryWorkflow")) - asked;
  const counts = events.map(({ length }) => length);
  return [
    ...[whole(count), decimal(seconds), decimal(used, 2), `${decimal((used / seconds) * 100)} %`],
    ...[whole((await peakMemory(http.pid)) ?? 0), whole(queries), decimal(queries / seconds, 2)],
    count === 0 ? "" : `${Math.min(...counts)}–${Math.max(...counts)}`,
    count === 0 ? "" : whole(events.filter((names) => names.at(-1) === "end").length),
  ];
}

/** By the list of jobs that have ended, which asks no workflow. */
async function servedEnd(client: Installation["client"], id: string): Promise<string | null> {
  const response = await fetch(`${client.url}/api/jobs?state=complete&limit=5`, {
    headers: { Authorization: `Bearer ${client.key}` },
  });
  const { items } = (await response.json()) as { items: { id: string; finishedAt: string | null }[] };
  return items.find((job) => job.id === id)?.finishedAt ?? null;
}

/** The names of a stream's events, once the server has closed it. */
function eventsOf(url: string, headers: Record<string, string>): Promise<string[]> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (response) => {
      const names: string[] = [];
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (block: string) => {
        const lines = (text + block).split("\n");
        text = lines.pop() ?? "";
        for (const line of lines) if (line.startsWith("event: ")) names.push(line.slice("event: ".length));
      });
      response.on("end", () => resolve(names));
      response.on("error", reject);
    }).on("error", reject);
  });
}
