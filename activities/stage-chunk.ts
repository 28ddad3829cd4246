import { Context } from "@temporalio/activity";
import type { Chunk, ChunkContext } from "../src/codecs/codec.js";
import type { CopyTransaction } from "../src/db/database.js";
import { entityVersion } from "../src/db/entity-version.js";
import { hasDelivered, unrecognisedRows } from "../src/db/recognised-rows.js";
import type { StagedCounts } from "../src/db/staged-rows.js";
import type { Deps } from "../src/deps.js";
import { addIssueCounts } from "../src/domain/issue-counts.js";
import { jobBytes } from "../src/job-bytes.js";
import { chunkContext, jobCodec } from "./chunk-context.js";
import type { PlannedJob } from "./import-step.js";

export interface StagingTarget {
  readonly table: string;
  /** The table was made or emptied by the same transaction. */
  readonly frozen: boolean;
  /** Whether rows that are stored already are looked for; worth it where many rows are staged. */
  readonly recognises: boolean;
}

/** Copies the rows of one chunk into a staging table, and what was found about them into the reports. */
export async function stageChunk(
  deps: Pick<Deps, "assets" | "secretKey">,
  { trx, copyInto }: CopyTransaction,
  planned: PlannedJob,
  chunk: Chunk,
  { table, frozen, recognises }: StagingTarget,
): Promise<StagedCounts> {
  const { job, entity, layout } = planned;
  const { tenantId, importerId } = job;
  const rowsOf = { tenantId, entity, importerId };
  // Read before the rows are looked at: whatever is written from here on makes it another one.
  const version = recognises && (await hasDelivered(trx, rowsOf)) ? await entityVersion(trx, rowsOf) : 0;
  const codec = jobCodec(job);
  const bytes = await jobBytes(deps, job);
  const columns = codec.columns({ entity, layout });
  const { cancellationSignal } = Context.current();
  const issuesByCode: Record<string, number> = {};
  const counts = { rows: 0, invalid: 0, recognised: 0, seenVersion: version, issuesByCode };
  const context = chunkContext(deps, planned, chunk);
  const unrecognised: ChunkContext["unrecognised"] = version > 0 ? (seen) => unrecognisedRows(trx, rowsOf, seen) : null;
  const batches = codec.stage({ ...context, unrecognised }, bytes);
  for await (const batch of batches) {
    const rows = { table, columns: columns.rows, bytes: batch.rows, delimiter: columns.delimiter, frozen };
    await copyInto(rows);
    if (batch.reports.length > 0) {
      const reports = { table: "rowReport", columns: columns.reports, bytes: batch.reports };
      await copyInto({ ...reports, delimiter: ",", frozen: false });
    }
    counts.rows += batch.rowCount;
    counts.invalid += batch.invalidCount;
    counts.recognised += batch.recognisedCount;
    addIssueCounts(issuesByCode, batch.issuesByCode);
    cancellationSignal.throwIfAborted();
  }
  if (counts.rows !== chunk.rows) throw new Error("a chunk has other rows than its plan");
  return counts;
}
