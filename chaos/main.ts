import { parseArgs } from "node:util";
import { reportLines } from "./report.js";
import { runChaos } from "./run-chaos.js";

const say = (line: string) => process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: { kills: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
});
const [kills, seed] = [Number(values.kills), Number(values.seed)];
if (![kills, seed].every((number) => Number.isSafeInteger(number) && number >= 0)) {
  say("usage: npm run chaos -- [--kills <number>] [--seed <number>]");
  process.exit(2);
}
// Servers and disk outlive this process unless they are taken down.
const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped.abort());
try {
  const report = await runChaos({ kills, seed, say, signal: stopped.signal });
  for (const line of reportLines(report)) say(line);
  process.exitCode = report.faults.length === 0 ? 0 : 1;
} catch (error) {
  if (!stopped.signal.aborted) throw error;
  say("stopped before anything was proven");
  process.exitCode = 1;
}
