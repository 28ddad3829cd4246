import { Context } from "@temporalio/activity";
import { codecFor } from "../src/codecs/index.js";
import { findChunk } from "../src/db/chunks.js";
import { stillRunning } from "../src/db/job-transitions.js";
import { beginChunk, markChunkDone, stagingTable } from "../src/db/staged-rows.js";
import type { Deps } from "../src/deps.js";
import { addIssueCounts } from "../src/domain/issue-counts.js";
import { jobBytes } from "../src/job-bytes.js";
import { fingerprintUnder } from "../src/secret-key.js";
import type { LoadedChunk } from "./contract.js";
import { JobEnded, plannedJob, withHeartbeat } from "./import-step.js";

/** Stages one chunk: rows, reports and done-mark in one transaction, or nothing of it. */
export async function loadChunk({ db, assets, secretKey }: Deps, jobId: string, no: number): Promise<LoadedChunk> {
  const { job, entity, layout } = await plannedJob({ db }, jobId);
  const chunk = await findChunk(db.query, jobId, no);
  if (!chunk) throw new Error(`the plan has no chunk ${no}`);
  const codec = codecFor(job.assetContentType);
  const bytes = await jobBytes({ assets }, job);
  const columns = codec.columns({ entity, layout });
  const fingerprint = fingerprintUnder(secretKey, job.tenantId);
  const context = Context.current();

  return withHeartbeat(() =>
    db.transaction({ name: `load ${no} ${jobId}` }, async ({ trx, copyInto }) => {
      const done = await beginChunk(trx, entity, jobId, no);
      if (done) return done;
      const issuesByCode: Record<string, number> = {};
      const counts = { rows: 0, invalid: 0, issuesByCode };
      for await (const batch of codec.stage({ jobId, entity, layout, chunk, fingerprint }, bytes)) {
        await copyInto(stagingTable(entity), columns.rows, batch.rows);
        if (batch.reports.length > 0) await copyInto("rowReport", columns.reports, batch.reports);
        counts.rows += batch.rowCount;
        counts.invalid += batch.invalidCount;
        addIssueCounts(issuesByCode, batch.issuesByCode);
        context.cancellationSignal.throwIfAborted();
      }
      if (counts.rows !== chunk.rows) throw new Error("a chunk has other rows than its plan");
      await markChunkDone(trx, jobId, no, counts);
      if (!(await stillRunning(trx, jobId))) throw new JobEnded("the job ended while a chunk was loaded");
      return counts;
    }),
  );
}
