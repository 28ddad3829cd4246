import { listChunks } from "../src/db/staging/chunks.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { WrittenFile } from "./contract.js";
import { findPlannedJob } from "./pipeline/import-step.js";
import { Unhashed, writeImport } from "./pipeline/write-import.js";
import { writeInTurn } from "./pipeline/write-in-turn.js";

/** Validates and writes the rows of a surveyed file in their turn, and ends the job. */
export async function writeFile(deps: ActivityDeps, jobId: string): Promise<WrittenFile> {
  const { query } = deps.db;
  try {
    const written = await writeInTurn(deps, jobId, async () => {
      const planned = await findPlannedJob(deps, jobId);
      if (planned === null) return null;
      const write = async () => writeImport(deps, { planned, chunks: await listChunks(query, jobId) });
      return { job: planned.job, write };
    });
    return "outcome" in written ? written : { outcome: "done" };
  } catch (error) {
    if (error instanceof Unhashed) return { outcome: "unhashed" };
    throw error;
  }
}
