import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "../bench.js";
import { type Installation, install } from "../bulkhead/installation.js";
import { JobSessions } from "../measure/job-sessions.js";
import { markdownTable, whole } from "../report/markdown-table.js";
import { beyondFiles, smallCsv } from "./bench-files.js";
import { warmUp } from "./warm-up.js";

const lanes = 4;
/** How much later or sooner the next cancellation comes, by who won the last one. */
const later = 1.15;
/** How long a transaction that lost may take to notice. */
const settleMs = 2_000;

interface Tally {
  cancel: number;
  commit: number;
  readonly disagreements: string[];
}

/** Small imports, each cancelled about when it commits: who wins, and whether answer, job and table agree. */
export async function races(bench: Bench): Promise<string> {
  const { options, servers, say } = bench;
  const installation = await install(servers);
  const sessions = new JobSessions(servers.url(installation.database));
  const tally: Tally = { cancel: 0, commit: 0, disagreements: [] };
  try {
    await warmUp(bench, installation);
    let next = 0;
    await Promise.all(
      Array.from({ length: lanes }, async (_, lane) => {
        let delay = 40;
        for (let no = next++; no < options.races; no = next++) {
          const won = await race(bench, installation, sessions, { no, lane, delay, tally });
          // Each lane stays about where both win as often.
          delay = (won === "cancel" ? delay * later : delay / later) * (0.95 + Math.random() / 10);
          if (no % 100 === 99) say(`  ${no + 1} races: ${tally.cancel} cancelled, ${tally.commit} committed`);
        }
      }),
    );
  } finally {
    await sessions.close();
    await installation.stop();
  }
  const { cancel, commit, disagreements } = tally;
  if (disagreements.length > 0) throw new Error(disagreements.slice(0, 10).join("\n"));
  const header = ["races", "the cancellation won", "the commit won", "answer, job and table disagreed"];
  const row = [options.races, cancel, commit, disagreements.length].map(whole);
  return `### Cancellation against commit\n\n${markdownTable(header, [row])}`;
}

async function race(
  bench: Bench,
  { client }: Installation,
  sessions: JobSessions,
  { no, lane, delay, tally }: { no: number; lane: number; delay: number; tally: Tally },
): Promise<"cancel" | "commit"> {
  const asset = `race-${lane}.csv`;
  await client.uploadText(asset, smallCsv(bench, beyondFiles + 100_000 + no, 1));
  const { id } = await client.start({ asset, importerId: `lane-${lane}` });
  await sleep(delay);
  const answer = await client.cancel(id);
  let job = await client.job(id);
  for (; job.finishedAt === null; job = await client.job(id)) await sleep(20);
  const won = job.state === "cancelled" ? "cancel" : "commit";
  let left = await sessions.left(id);
  for (const until = Date.now() + settleMs; won === "cancel" && left > 0 && Date.now() < until; ) {
    await sleep(20);
    left = await sessions.left(id);
  }
  const written = await sessions.written(id);
  tally[won]++;
  const agree = won === "cancel" ? answer.status === 202 && left === 0 : answer.status === 409 && written === 1;
  const isTrue = won === "cancel" || (answer.state === job.state && job.state === "complete");
  if (!agree || !isTrue)
    tally.disagreements.push(`job ${id}: ${answer.status}, ${job.state}, ${written} rows, left ${left}`);
  return won;
}
