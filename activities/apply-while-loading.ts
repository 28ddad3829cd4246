import { setTimeout } from "node:timers/promises";
import { Context } from "@temporalio/activity";
import { insertRows } from "../src/db/apply-rows.js";
import { listChunks } from "../src/db/chunks.js";
import type { Query } from "../src/db/database.js";
import { isConflict } from "../src/db/database-errors.js";
import type { ApplyContext } from "../src/db/decide-rows.js";
import { entityVersion } from "../src/db/entity-version.js";
import { prepareValidation } from "../src/db/integrity/subjects.js";
import { isRunning } from "../src/db/job-transitions.js";
import { checkSlugs } from "../src/db/slug-constraint.js";
import { doneChunks } from "../src/db/staged-rows.js";
import { chunkStaging } from "../src/db/staging-tables.js";
import { turnHolder } from "../src/db/turns.js";
import type { Deps } from "../src/deps.js";
import type { AppliedEarly } from "./contract.js";
import { JobEnded, type PlannedJob, plannedJob, withHeartbeat } from "./import-step.js";
import { concludeImport, summarize, validateWritten } from "./settle-import.js";

/** Between two looks for chunks that were loaded meanwhile. */
const lookEveryMs = 20;
/** Without a new chunk for so long, whoever loads them may be waiting for what this step holds. */
const mostIdleMs = 10_000;

/** The rows are not what they have to be for this way; nothing was written. */
class GaveUp extends Error {}

/**
 * Writes the rows of a large import while it is being loaded: into a store that has none of the entity's rows nothing
 * has to be decided row by row, and writing takes as long as loading. One transaction like that of `applyImport`, with
 * the same end: all keys, slugs and references are checked before it commits, and at the first doubt it writes nothing
 * and leaves everything to `applyImport`.
 */
export async function applyWhileLoading({ db }: Deps, jobId: string): Promise<AppliedEarly> {
  const planned = await plannedJob({ db }, jobId);
  const mustWait = (await turnHolder(db.query, planned.job)) !== null;
  if (mustWait || (await entityVersion(db.query, planned.staged)) > 0) return { applied: false };
  return withHeartbeat(async () => {
    try {
      await db.transaction({ name: `apply ${jobId}` }, ({ trx }) => writeChunks(trx, planned));
      return { applied: true };
    } catch (error) {
      if (error instanceof GaveUp || isConflict(error)) return { applied: false };
      throw error;
    }
  });
}

async function writeChunks(trx: Query, planned: PlannedJob): Promise<void> {
  const { job, staged, columns } = planned;
  const context: ApplyContext = { ...staged, importerId: job.importerId, dryRun: false, columns };
  await prepareValidation(trx);
  let created = 0;
  for await (const no of loadedChunks(trx, job.id)) {
    created += await insertRows(trx, { ...context, staging: chunkStaging(job.id, no) });
  }
  const found = await summarize(trx, job);
  if (created !== found.valid || (job.onInvalid === "abort" && found.invalid > 0)) throw new GaveUp();
  await checkSlugs(trx, staged.entity);
  const counts = { created, updated: 0, unchanged: 0 };
  const version = await validateWritten(trx, context, counts, job.createdAt);
  await concludeImport(trx, job, found, { ...counts, version });
}

/** The chunks in the order in which they are loaded. */
async function* loadedChunks(trx: Query, jobId: string): AsyncGenerator<number> {
  const { cancellationSignal } = Context.current();
  const waiting = new Set((await listChunks(trx, jobId)).map(({ no }) => no));
  let lastFound = Date.now();
  while (waiting.size > 0) {
    cancellationSignal.throwIfAborted();
    const done = (await doneChunks(trx, jobId)).filter((no) => waiting.delete(no));
    yield* done;
    if (done.length > 0) {
      lastFound = Date.now();
      continue;
    }
    if (!(await isRunning(trx, jobId))) throw new JobEnded("the job ended while it was applied");
    if (Date.now() - lastFound > mostIdleMs) throw new GaveUp();
    await setTimeout(lookEveryMs);
  }
}
