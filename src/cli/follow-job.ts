import { SingleBar } from "cli-progress";
import type { Bulkhead } from "../../clients/typescript/src/bulkhead.js";
import type { Job } from "../../clients/typescript/src/follow.js";
import { remark } from "./output.js";

/** Shows a job's progress. */
interface ProgressDisplay {
  show(job: Job): void;
  stop(): void;
}

/** Follows a job to its end, shows its progress, and returns the ended job. */
export async function followJob(bulkhead: Bulkhead, id: string, display = progressDisplay()): Promise<Job> {
  try {
    return await bulkhead.follow(id, (job) => display.show(job));
  } finally {
    display.stop();
  }
}

/** Returns a bar on a terminal, elsewhere a line for each change. Both are written to standard error. */
function progressDisplay(): ProgressDisplay {
  return process.stderr.isTTY ? progressBar() : progressLines();
}

function progressBar(): ProgressDisplay {
  const bar = new SingleBar({ format: "{bar} {percentage} % | {words}", hideCursor: true, clearOnComplete: true });
  bar.start(100, 0, { words: "queued" });
  return {
    show: (job) => bar.update(job.progress.percent, { words: wordsOf(job).join(" | ") }),
    stop: () => bar.stop(),
  };
}

function progressLines(): ProgressDisplay {
  let printed = "";
  return {
    show(job) {
      const words = wordsOf(job);
      // One line for each ten percent of a stage is enough for a log.
      const step = `${words[0]} ${Math.floor(job.progress.percent / 10)}`;
      if (step !== printed) remark([new Date().toISOString(), `${job.progress.percent} %`, ...words].join("  "));
      printed = step;
    },
    stop: () => undefined,
  };
}

/** Returns a job's stage, its rows and its speed, as far as they are known. */
function wordsOf({ state, stage, blockedBy, progress }: Job): string[] {
  const { rowsRead, rowsTotal, rowsPerSecond, etaSeconds } = progress;
  return [
    blockedBy === null ? (stage ?? state) : `waits for job ${blockedBy}`,
    `${grouped(rowsRead)}${rowsTotal === null ? "" : ` of ${grouped(rowsTotal)}`} rows`,
    ...(rowsPerSecond === null ? [] : [`${grouped(rowsPerSecond)} rows/s`]),
    ...(etaSeconds === null ? [] : [`${etaSeconds} s left`]),
  ];
}

function grouped(count: number): string {
  return count.toLocaleString("en");
}
