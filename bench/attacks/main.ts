import { statfs } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { Command } from "commander";
import type { Bench } from "../bench.js";
import { commandOutput } from "../bulkhead/command-output.js";
import { type Installation, install } from "../bulkhead/installation.js";
import { readOptions } from "../options.js";
import { decimal, markdownTable, whole } from "../report/markdown-table.js";
import { percentile } from "../report/statistics.js";
import type { Servers } from "../servers.js";
import { warmUp } from "../variants/warm-up.js";
import { withServers } from "../with-servers.js";
import type { Attack } from "./attack.js";
import { attacks } from "./attacks.js";
import { TenantClient } from "./tenant-client.js";
import { beVictim, type Felt } from "./victim.js";

/**
 * One tenant attacks, and another one works: what the attacker was answered, and what the other one felt. Each attack
 * has an installation of its own, which first serves the victim alone.
 */

const say = (line: string) => process.stderr.write(`${line}\n`);

/** What an operator of a small server might set. */
const settings = { BULKHEAD_MAX_STORED_BYTES: String(2 ** 30), BULKHEAD_MAX_REQUESTS_PER_SECOND: "100" };

const command = new Command("attacks")
  .option("--seconds <n>", "of each attack", "120")
  .option("--quiet-seconds <n>", "of the victim alone before", "20")
  .option("--only <text>", "attacks whose names begin so", "S")
  .parse();
const { seconds, quietSeconds, only } = command.opts<{ seconds: string; quietSeconds: string; only: string }>();

async function run(servers: Servers): Promise<void> {
  const bench: Bench = { options: readOptions([]), servers, say };
  const header = ["attack", "answers to the attacker", "GB written", "p50 ms", "p99 ms", "max ms", "failures"];
  const rows: string[][] = [];
  for (const attack of attacks.filter(({ name }) => name.startsWith(only)))
    rows.push(...(await attackOnce(bench, attack)));
  process.stdout.write(`${markdownTable(header, rows)}\n`);
}

async function attackOnce(bench: Bench, attack: Attack): Promise<string[][]> {
  const { servers } = bench;
  const installation = await install(servers, { settings });
  try {
    await warmUp(bench, installation);
    const victim = await tenant(servers, installation, "victim");
    const attacker = await tenant(servers, installation, "attacker");
    say(`${attack.name}: the victim alone`);
    const quiet = await during(Number(quietSeconds), (signal) => beVictim(victim, signal));
    const target = { bench, installation, attacker };
    say("preparing");
    await attack.prepare(target);
    const before = await freeBytes(servers);
    say("attacking");
    const answers = new Map<string, number>();
    const felt = await during(Number(seconds), async (signal) => {
      let no = 0;
      const attackers = Array.from({ length: attack.atOnce }, async () => {
        while (!signal.aborted) {
          const answer = await attack.attempt(target, no++).catch((error: unknown) => String(error).slice(0, 40));
          answers.set(answer, (answers.get(answer) ?? 0) + 1);
          await setTimeout(attack.pauseMs);
        }
      });
      const suffered = await beVictim(victim, signal);
      await Promise.race([Promise.all(attackers), setTimeout(10_000)]);
      return suffered;
    });
    const written = (before - (await freeBytes(servers))) / 1e9;
    const told = [...answers].map(([answer, count]) => `${answer} × ${whole(count)}`).join(", ");
    return [
      [`${attack.name}; lists`, told, decimal(written, 2), ...figures(felt, felt.reads)],
      ["… imports", "", "", ...figures(felt, felt.imports)],
      ["… the victim alone: lists", "", "", ...figures(quiet, quiet.reads)],
      ["… the victim alone: imports", "", "", ...figures(quiet, quiet.imports)],
    ];
  } finally {
    await installation.stop();
  }
}

function figures({ failures, failed }: Felt, milliseconds: readonly number[]): string[] {
  const kinds = [...failed].map(([status, count]) => `${status} × ${count}`).join(", ");
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => whole(percentile(milliseconds, share)));
  return [p50 ?? "", p99 ?? "", max ?? "", failures === 0 ? "0" : `${failures} (${kinds})`];
}

async function during<Result>(seconds: number, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  return run(AbortSignal.timeout(seconds * 1_000));
}

async function tenant(servers: Servers, { http, database }: Installation, name: string): Promise<TenantClient> {
  const env = { DATABASE_URL: servers.url(database) };
  const args = ["keys", "create", "--name", name, "--role", "admin", "--tenant", name];
  return new TenantClient(http.told, (await commandOutput("dist/src/cli.js", args, env)).trim());
}

/** Of the disk that the databases and the store lie on. */
async function freeBytes({ folder }: Servers): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

await withServers(say, null, run);
