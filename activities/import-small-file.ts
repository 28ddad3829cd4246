import type { ActivityDeps } from "./activity-deps.js";
import type { WrittenSmallFile } from "./contract.js";
import { afterEnd, finishImport } from "./finish-import.js";
import { JobEnded } from "./pipeline/import-step.js";
import { writeImport } from "./pipeline/write-import.js";
import { writeInTurn } from "./pipeline/write-in-turn.js";
import { startAndSurvey } from "./survey-file.js";

/** Imports a small file in one step: between steps a job of milliseconds would wait longer than it works. */
export async function importSmallFile(deps: ActivityDeps, jobId: string): Promise<WrittenSmallFile> {
  try {
    const answer = await writeInTurn(deps, jobId, async () => {
      const started = await startAndSurvey(deps, jobId);
      if (!started) throw new JobEnded("the job ended before its step");
      const { planned, chunks } = started;
      return { job: planned.job, write: () => writeImport(deps, planned, chunks) };
    });
    if ("outcome" in answer) return answer;
    return { outcome: "done", ended: await afterEnd(deps, answer.job, answer.written) };
  } catch (error) {
    if (error instanceof JobEnded) return { outcome: "done", ended: await finishImport(deps, jobId, null) };
    throw error;
  }
}
