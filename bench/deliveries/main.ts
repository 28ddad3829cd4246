import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Command } from "commander";
import { jsonBody, TenantClient } from "../attacks/tenant-client.js";
import type { Bench } from "../bench.js";
import { commandOutput } from "../bulkhead/command-output.js";
import { type Installation, install } from "../bulkhead/installation.js";
import { readOptions } from "../options.js";
import { markdownTable, whole } from "../report/markdown-table.js";
import { percentile } from "../report/statistics.js";
import type { Servers } from "../servers.js";
import { warmUp } from "../variants/warm-up.js";
import { withServers } from "../with-servers.js";
import { disabled, type Receivers, startReceivers } from "./receivers.js";

/**
 * Imports whose end is sent to servers of every manner, one worker of two being killed in the middle: whether each
 * event arrived, and once, and how long the imports took beside it.
 */

const say = (line: string) => process.stderr.write(`${line}\n`);

const command = new Command("deliveries")
  .option("--imports <n>", "each is sent to all receivers", "1667")
  .option("--quiet-imports <n>", "without a webhook, before", "300")
  .option("--at-once <n>", "imports under way", "4")
  .parse();
const { imports, quietImports, atOnce } = command.opts<{ imports: string; quietImports: string; atOnce: string }>();

/** A night's schedule of retries in a few minutes. */
const settings = {
  BULKHEAD_ALLOW_SOURCES: "127.0.0.1",
  BULKHEAD_WEBHOOK_SECONDS: "10",
  BULKHEAD_WEBHOOK_RETRIES: "5,15,30,60",
};

async function run(servers: Servers): Promise<void> {
  const bench: Bench = { options: readOptions([]), servers, say };
  const installation = await install(servers, { settings, workers: 2 });
  const receivers = await startReceivers(await mkdtemp(join(servers.folder, "receivers-")));
  try {
    await warmUp(bench, installation);
    const client = await admin(servers, installation);
    say("imports without a webhook");
    const quiet = await importMany(client, Number(quietImports), () => undefined);
    const webhooks = await subscribe(client, receivers);
    say("imports whose end is sent");
    const half = Math.floor(Number(imports) / 2);
    const felt = await importMany(client, Number(imports), (no) => {
      if (no !== half) return;
      const [victim] = installation.workers;
      say("a worker is killed");
      if (victim) process.kill(victim.pid, "SIGKILL");
      void installation.addWorker();
    });
    say("waiting until every delivery has ended");
    const began = performance.now();
    const ended = await deliveriesOnceEnded(client, webhooks);
    say(`they ended ${whole((performance.now() - began) / 1_000)} s after the last import`);
    report(receivers, ended, { quiet, felt });
  } finally {
    receivers.close();
    await installation.stop();
  }
}

async function admin(servers: Servers, { http, database }: Installation): Promise<TenantClient> {
  const env = { DATABASE_URL: servers.url(database) };
  const args = ["keys", "create", "--name", "told", "--role", "admin", "--tenant", "told"];
  return new TenantClient(http.told, (await commandOutput("dist/src/cli.js", args, env)).trim());
}

/** Webhooks by the manners of their receivers. */
async function subscribe(client: TenantClient, { of, certificate }: Receivers): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  for (const [name, { url }] of of) {
    const asked = jsonBody({ url, events: ["job.completed"], ca: certificate });
    made.set(name, (await client.json<{ id: string }>("POST", "/api/webhooks", asked)).id);
  }
  return made;
}

/** Imports one row again and again; gives the milliseconds of each. */
async function importMany(client: TenantClient, count: number, onStart: (no: number) => void): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const lanes = Array.from({ length: Number(atOnce) }, async (_, lane) => {
    while (next < count) {
      const no = next++;
      onStart(no);
      const began = performance.now();
      const list = jsonBody([{ id: `o-${no}`, name: `Campus ${no}` }]);
      const status = await client.status("POST", `/import/organizations?importerId=lane-${lane}`, list);
      if (status !== "200") say(`an import answered ${status}`);
      times.push(performance.now() - began);
    }
  });
  await Promise.all(lanes);
  return times;
}

interface Delivery {
  readonly id: string;
  readonly state: string;
}

type Ended = ReadonlyMap<string, readonly Delivery[]>;

async function deliveriesOnceEnded(client: TenantClient, webhooks: ReadonlyMap<string, string>): Promise<Ended> {
  const ended = new Map<string, Delivery[]>();
  for (const [name, id] of webhooks) {
    const path = `/api/webhooks/${id}/deliveries`;
    const open = () => client.json<{ items: Delivery[] }>("GET", `${path}?state=pending&limit=1`);
    while ((await open()).items.length > 0) await setTimeout(1_000);
    ended.set(name, await allOf(client, path));
  }
  return ended;
}

async function allOf(client: TenantClient, path: string): Promise<Delivery[]> {
  const all: Delivery[] = [];
  for (let cursor = ""; ; ) {
    const page = await client.json<{ items: Delivery[]; nextCursor: string | null }>(
      "GET",
      `${path}?limit=500${cursor}`,
    );
    all.push(...page.items);
    if (page.nextCursor === null) return all;
    cursor = `&cursor=${page.nextCursor}`;
  }
}

function report({ of }: Receivers, ended: Ended, { quiet, felt }: { quiet: number[]; felt: number[] }): void {
  const rows = [...of].map(([name, { received }]) => {
    const deliveries = ended.get(name) ?? [];
    const delivered = deliveries.filter(({ state }) => state === "delivered");
    // A disabled one is sent no more.
    const missing = name === disabled ? 0 : Number(imports) - deliveries.length;
    const lost = missing + delivered.filter(({ id }) => !received.taken.has(id)).length;
    const untold = deliveries.filter(({ state }) => state === "pending").length;
    const twice = [...received.taken.values()].filter((times) => times > 1).length;
    const strange = [...received.attempts.keys()].filter(
      (id) => !deliveries.some((delivery) => delivery.id === id),
    ).length;
    const attempts = [...received.attempts.values()].reduce((sum, times) => sum + times, 0);
    return [
      name,
      deliveries.length,
      delivered.length,
      deliveries.length - delivered.length,
      attempts,
      lost + untold,
      twice,
      strange,
    ];
  });
  const sums = rows.reduce<number[]>(
    (total, row) => row.slice(1).map((value, at) => Number(value) + (total[at] ?? 0)),
    [],
  );
  const table = [...rows, ["all", ...sums]].map((row) =>
    row.map((cell) => (typeof cell === "number" ? whole(cell) : cell)),
  );
  const header = [
    "a receiver that",
    "events",
    "delivered",
    "given up",
    "attempts",
    "lost",
    "taken twice",
    "unknown ids",
  ];
  process.stdout.write(`${markdownTable(header, table)}\n`);
  const figures = (name: string, times: readonly number[]) => [
    name,
    whole(times.length),
    ...[0.5, 0.99, 1].map((share) => whole(percentile(times, share))),
  ];
  const latencies = [figures("without a webhook", quiet), figures("told to seven receivers", felt)];
  process.stdout.write(`${markdownTable(["imports", "number", "p50 ms", "p99 ms", "max ms"], latencies)}\n`);
}

await withServers(say, null, run);
