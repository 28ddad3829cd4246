import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "../bench.js";
import { type Installation, install } from "../bulkhead/installation.js";
import { JobSessions } from "../measure/job-sessions.js";
import { TemporalDevServer } from "../measure/temporal-dev-server.js";
import { decimal, markdownTable } from "../report/markdown-table.js";
import { benchFile, smallCsv } from "./bench-files.js";

/** How a job is brought to where it is to be cancelled. */
interface Stage {
  readonly name: string;
  readonly dryRun?: boolean;
  /** Whether another job of the importer stands before it, in its last step. */
  readonly behind?: boolean;
  reached(sessions: JobSessions, jobId: string): Promise<boolean>;
}

/** A transaction that has run for so long is in the middle of its work. */
const inTheMiddleMs = 300;

const stages: readonly Stage[] = [
  {
    name: "planning",
    reached: async (sessions, id) => {
      const { state, isPlanned } = await sessions.stateOf(id);
      return state === "running" && !isPlanned;
    },
  },
  { name: "writing", reached: (sessions, id) => sessions.works(id, "apply", inTheMiddleMs) },
  {
    name: "waiting for its turn",
    behind: true,
    reached: async (sessions, id) => (await sessions.stateOf(id)).waitsForTurn,
  },
  { name: "dry run", dryRun: true, reached: (sessions, id) => sessions.works(id, "dry run", inTheMiddleMs) },
];

/** What is wrong with the world while it is cancelled. */
const troubles = ["none", "workers killed", "workers frozen", "Temporal frozen"] as const;
type Trouble = (typeof troubles)[number];

const longestMs = 600_000;

/** A large import, cancelled in every stage, with everybody there, without workers, and without Temporal. */
export async function cancel(bench: Bench): Promise<string> {
  const { servers, say } = bench;
  const file = await benchFile(bench);
  const temporal = await TemporalDevServer.in(servers.folder);
  const installation = await install(servers);
  const sessions = new JobSessions(servers.url(installation.database));
  const world = new World(installation, temporal);
  const rows: string[][] = [];
  try {
    const { client } = installation;
    // One row is stored, so that rows are decided one by one, as in every import but the first.
    await client.uploadText("stored.csv", smallCsv(bench, 1, 1));
    await client.run({ asset: "stored.csv", importerId: "bench" });
    await client.upload("file.csv", file.path);
    rows.push(await cancelled("queued, and never started", null, "workers killed"));
    for (const stage of stages) for (const trouble of troubles) rows.push(await cancelled(stage.name, stage, trouble));
  } finally {
    await world.mend();
    await sessions.close();
    await installation.stop();
  }
  const header = ["stage", "trouble", "answer", "s to the answer", "s to `cancelled`", "left behind"];
  return `### Cancelled in every stage, ${file.rows} rows\n\n${markdownTable(header, rows)}`;

  async function cancelled(name: string, stage: Stage | null, trouble: Trouble): Promise<string[]> {
    await world.mend();
    if (stage === null) await world.spoil(trouble);
    const { client } = installation;
    const first = stage?.behind ? await client.start({ asset: "file.csv", importerId: "bench" }) : null;
    const { id } = await client.start({ asset: "file.csv", importerId: "bench", dryRun: stage?.dryRun ?? false });
    for (const deadline = Date.now() + longestMs; stage && !(await stage.reached(sessions, id)); await sleep(5)) {
      const { state } = await sessions.stateOf(id);
      if (Date.now() > deadline || !/queued|running/.test(state))
        return [name, trouble, `missed: ${state}`, "", "", ""];
    }
    if (stage !== null) await world.spoil(trouble);
    const started = performance.now();
    let cancelledAfter = Number.NaN;
    const watching = (async () => {
      while ((await sessions.stateOf(id)).state !== "cancelled") await sleep(10);
      cancelledAfter = performance.now() - started;
    })();
    const { status, state } = await client.cancel(id);
    const answeredAfter = performance.now() - started;
    await Promise.race([watching, sleep(30_000)]);
    const left = await sessions.left(id);
    if (first) await client.cancel(first.id);
    await world.mend();
    // And nothing comes back with the workers.
    await sleep(1_000);
    const later = await sessions.left(id);
    const seconds = [answeredAfter, cancelledAfter].map((ms) => decimal(ms / 1_000, 2));
    say(`  ${name}, ${trouble}: ${status} ${state} after ${seconds.join(" and ")} s, left ${left} and ${later}`);
    return [
      name,
      trouble,
      `${status} ${state}`,
      ...seconds,
      left + later === 0 ? "nothing" : `${left}, later ${later}`,
    ];
  }
}

/** What can be spoiled, and is mended again. */
class World {
  private undo: (() => Promise<unknown>) | null = null;
  private workers: { readonly pid: number }[];

  constructor(
    private readonly installation: Installation,
    private readonly temporal: TemporalDevServer,
  ) {
    this.workers = [...installation.workers];
  }

  async spoil(trouble: Trouble): Promise<void> {
    const signal = (name: NodeJS.Signals) => this.workers.map(({ pid }) => process.kill(pid, name));
    if (trouble === "workers killed") {
      signal("SIGKILL");
      this.undo = async () => {
        this.workers = [await this.installation.addWorker()];
      };
    } else if (trouble === "workers frozen") {
      signal("SIGSTOP");
      this.undo = async () => signal("SIGCONT");
    } else if (trouble === "Temporal frozen") {
      this.temporal.sleep();
      this.undo = async () => this.temporal.wake();
    }
  }

  async mend(): Promise<void> {
    const { undo } = this;
    this.undo = null;
    await undo?.();
  }
}
