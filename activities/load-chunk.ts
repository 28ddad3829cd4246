import { stillRunning } from "../src/db/jobs/job-transitions.js";
import { findChunk } from "../src/db/staging/chunks.js";
import { beginChunk, markChunkDone } from "../src/db/staging/staged-rows.js";
import { chunkStaging } from "../src/db/staging/staging-tables.js";
import type { Deps } from "../src/deps.js";
import type { LoadedChunk } from "./contract.js";
import { JobEnded, plannedJob, stepTransaction } from "./pipeline/import-step.js";
import { stageChunk } from "./pipeline/stage-chunk.js";

/**
 * A chunk whose rows were recognised holds for one version of the entity's rows. Beside an importer that goes on writing
 * it would be outdated for ever, so after some rounds its rows are staged whole, which holds for every version.
 */
const mostRecognitions = 2;

/** Stages one chunk: rows, reports and done-mark in one transaction, or nothing of it. */
export async function loadChunk(deps: Deps, jobId: string, no: number): Promise<LoadedChunk> {
  const { db } = deps;
  const planned = await plannedJob({ db }, jobId);
  const chunk = await findChunk(db.query, jobId, no);
  if (!chunk) throw new Error(`the plan has no chunk ${no}`);
  const recognises = chunk.outdated < mostRecognitions;
  const target = { table: chunkStaging(jobId, no), frozen: true, recognises };

  const { rows, invalid, issuesByCode } = await stepTransaction(
    db,
    { name: `load ${no} ${jobId}` },
    async (transaction) => {
      const { trx } = transaction;
      const done = await beginChunk(trx, jobId, no);
      if (done) return done;
      const counts = await stageChunk(deps, transaction, planned, chunk, target);
      await markChunkDone(trx, jobId, no, counts);
      if (!(await stillRunning(trx, jobId))) throw new JobEnded("the job ended while a chunk was loaded");
      return counts;
    },
  );
  return { rows, invalid, issuesByCode };
}
