import { Context } from "@temporalio/activity";
import { fate } from "../../src/codecs/codec.js";
import { raiseProgress } from "../../src/db/jobs/job-progress.js";
import { isRunning } from "../../src/db/jobs/job-transitions.js";
import type { JobRow } from "../../src/db/jobs/jobs.js";
import type { Chunk } from "../../src/domain/file-plan.js";
import { percentOf } from "../../src/domain/job-percent.js";
import { jobBytes } from "../../src/services/assets/job-bytes.js";
import type { ActivityDeps } from "../activity-deps.js";
import { chunkContext, jobCodec, tupleTarget } from "./chunk-context.js";
import { JobEnded, type PlannedJob } from "./import-step.js";
import type { RowPump } from "./row-pump.js";

export interface RowsToRead {
  readonly chunks: readonly Chunk[];
  /** The fate of every record of the file; null: all rows are staged. */
  readonly fates: Uint8Array | null;
  /** Whether the rows that are read count as progress: not for a small file, nor where rows are read again. */
  readonly isProgress: boolean;
}

/** Reads rows of a file, and sends them to their tables. */
export async function readRows(
  deps: ActivityDeps,
  planned: PlannedJob,
  { chunks, fates, isProgress }: RowsToRead,
  pump: RowPump,
): Promise<void> {
  const { job } = planned;
  const { cancellationSignal } = Context.current();
  const bytes = await jobBytes(deps, job);
  const tuples = fates && tupleTarget(planned);
  const since = Date.now();
  let before = 0;
  try {
    for (const chunk of chunks) {
      const own = fates?.subarray(before, before + chunk.rows) ?? null;
      before += chunk.rows;
      const wanted = own === null ? chunk.rows : own.reduce((count, is) => count + (is === fate.skip ? 0 : 1), 0);
      const readBefore = pump.counts.rows;
      if (wanted > 0) {
        const context = { ...chunkContext(deps, planned, chunk), fates: own, tuples };
        for await (const batch of jobCodec(job).stage(context, bytes)) {
          await pump.add(batch);
          cancellationSignal.throwIfAborted();
        }
      }
      await pump.sendHeldRows();
      if (pump.counts.rows - readBefore !== wanted) throw new Error("a chunk has other rows than its plan");
      if (isProgress) await tellProgress(deps, job, { rowsRead: before, since });
    }
    await pump.finish();
  } catch (error) {
    pump.abandon();
    throw error;
  }
}

/** Stores the job's progress. Throws `JobEnded` if the job has ended. */
async function tellProgress(
  { db }: Pick<ActivityDeps, "db">,
  { id, rowsTotal }: JobRow,
  { rowsRead, since }: { readonly rowsRead: number; readonly since: number },
): Promise<void> {
  // Outside the transaction: its connection may be in a COPY, and no other session sees its rows yet.
  if (!(await isRunning(db.query, id))) throw new JobEnded("the job ended while its rows were read");
  const rowsPerSecond = Math.round((rowsRead * 1_000) / Math.max(1, Date.now() - since));
  await raiseProgress(db.query, id, {
    stage: "loading",
    percent: percentOf("loading", rowsRead, rowsTotal),
    rowsRead,
    rowsPerSecond,
  });
}

/** Stores that all rows were read, and are being decided and written. */
export async function tellDeciding({ db }: Pick<ActivityDeps, "db">, { id, rowsTotal }: JobRow): Promise<void> {
  const percent = percentOf("applying", 0, rowsTotal);
  await raiseProgress(db.query, id, { stage: "applying", percent, rowsRead: rowsTotal ?? 0, rowsPerSecond: null });
}
