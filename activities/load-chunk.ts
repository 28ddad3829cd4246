import { findChunk } from "../src/db/chunks.js";
import { stillRunning } from "../src/db/job-transitions.js";
import { beginChunk, markChunkDone } from "../src/db/staged-rows.js";
import { chunkStaging } from "../src/db/staging-tables.js";
import type { Deps } from "../src/deps.js";
import type { LoadedChunk } from "./contract.js";
import { JobEnded, plannedJob } from "./import-step.js";
import { withHeartbeat } from "./lost-attempts.js";
import { stageChunk } from "./stage-chunk.js";

/** Stages one chunk: rows, reports and done-mark in one transaction, or nothing of it. */
export async function loadChunk(deps: Deps, jobId: string, no: number): Promise<LoadedChunk> {
  const { db } = deps;
  const planned = await plannedJob({ db }, jobId);
  const chunk = await findChunk(db.query, jobId, no);
  if (!chunk) throw new Error(`the plan has no chunk ${no}`);
  const target = { table: chunkStaging(jobId, no), frozen: true, recognises: true };

  const { rows, invalid, issuesByCode } = await withHeartbeat(() =>
    db.transaction({ name: `load ${no} ${jobId}` }, async (transaction) => {
      const { trx } = transaction;
      const done = await beginChunk(trx, jobId, no);
      if (done) return done;
      const counts = await stageChunk(deps, transaction, planned, chunk, target);
      await markChunkDone(trx, jobId, no, counts);
      if (!(await stillRunning(trx, jobId))) throw new JobEnded("the job ended while a chunk was loaded");
      return counts;
    }),
  );
  return { rows, invalid, issuesByCode };
}
