import { Context } from "@temporalio/activity";
import type { DirectRows } from "../src/codecs/codec.js";
import { insertRows } from "../src/db/apply-rows.js";
import { type ChunkRow, listChunks } from "../src/db/chunks.js";
import type { CopyTransaction } from "../src/db/database.js";
import { isConflict } from "../src/db/database-errors.js";
import type { ApplyContext } from "../src/db/decide-rows.js";
import { needStaging } from "../src/db/direct-rows.js";
import { entityVersion } from "../src/db/entity-version.js";
import { lockFindings } from "../src/db/integrity/findings.js";
import { isValidated, prepareValidation, storedKeys } from "../src/db/integrity/subjects.js";
import { isRunning } from "../src/db/job-transitions.js";
import { checkSlugs } from "../src/db/slug-constraint.js";
import { useTransientStaging } from "../src/db/staging-tables.js";
import { turnHolder } from "../src/db/turns.js";
import { addIssueCounts } from "../src/domain/issue-counts.js";
import { jobBytes } from "../src/job-bytes.js";
import type { ActivityDeps } from "./activity-deps.js";
import { chunkContext, jobCodec } from "./chunk-context.js";
import type { WrittenDirectly } from "./contract.js";
import { DirectWriter } from "./direct-writer.js";
import { JobEnded, type PlannedJob, plannedJob, withHeartbeat } from "./import-step.js";
import { concludeImport, summarize, validateWritten } from "./settle-import.js";

/** Where more rows than this share of a chunk have to be read exactly, several workers do it sooner than one. */
const mostExact = 0.1;
/** Too few to judge a file by. */
const fewExact = 1_000;

/** The rows are not what they have to be for this way; nothing was written. */
class GaveUp extends Error {}

/**
 * Writes a large file into a store that has none of the entity's rows: nothing has to be decided row by row then, so
 * the rows go from the file into their table, without staging. One transaction like that of `applyImport`, with the
 * same end: all keys, slugs and references are checked before it commits, and at the first doubt it writes nothing and
 * leaves everything to the steps that stage.
 */
export async function writeDirectly(deps: ActivityDeps, jobId: string): Promise<WrittenDirectly> {
  const { db } = deps;
  const planned = await plannedJob({ db }, jobId);
  const mustWait = (await turnHolder(db.query, planned.job)) !== null;
  if (mustWait || (await entityVersion(db.query, planned.staged)) > 0) return { written: false };
  const direct = directRows(planned);
  if (!direct) return { written: false };
  return withHeartbeat(async () => {
    try {
      await db.transaction({ name: `apply ${jobId}` }, (transaction) => writeAll(deps, transaction, planned, direct));
      return { written: true };
    } catch (error) {
      if (error instanceof GaveUp || isConflict(error)) return { written: false };
      throw error;
    }
  });
}

/** How the job's rows are written without staging; null where the file does not allow it. */
export function directRows({ job, entity, layout }: PlannedJob): DirectRows | null {
  return jobCodec(job).direct({ entity, layout }, [
    { name: "tenantId", value: Buffer.from(job.tenantId) },
    { name: "importerId", value: Buffer.from(job.importerId) },
    { name: "jobId", value: Buffer.from(job.id.replaceAll("-", ""), "hex") },
  ]);
}

async function writeAll(
  deps: ActivityDeps,
  transaction: CopyTransaction,
  planned: PlannedJob,
  direct: DirectRows,
): Promise<void> {
  const { trx } = transaction;
  const { job, entity, layout, staged, columns } = planned;
  const staging = await useTransientStaging(trx, entity);
  const context: ApplyContext = { ...staged, staging, importerId: job.importerId, dryRun: false, columns };
  await prepareValidation(trx);
  const chunks = await listChunks(trx, job.id);
  const writer = new DirectWriter(transaction, {
    ...{ table: entity.name, columns: direct.columns },
    ...{ staging, staged: jobCodec(job).columns({ entity, layout }) },
    keepsKeys: isValidated(entity),
  });
  let created = 0;
  try {
    for (const chunk of chunks) created += await writeChunk(deps, planned, { writer, direct, chunk });
    await writer.flush();
  } catch (error) {
    writer.abandon();
    throw error;
  }
  created += await insertRows(trx, context);
  const found = await summarize(trx, job);
  if (created !== found.valid || (job.onInvalid === "abort" && found.invalid > 0)) throw new GaveUp();
  await checkSlugs(trx, entity);
  await lockFindings(trx, job.tenantId);
  if (await needStaging(trx, context, job.createdAt)) throw new GaveUp();
  const counts = { created, updated: 0, unchanged: 0 };
  const version = await validateWritten(trx, context, counts, job.createdAt, storedKeys(context));
  await concludeImport(trx, job, found, { ...counts, version });
}

interface DirectChunk {
  readonly writer: DirectWriter;
  readonly direct: DirectRows;
  readonly chunk: ChunkRow;
}

/** Sends the rows of one chunk, and tells the workflow; gives how many of them were plain. */
async function writeChunk(
  deps: ActivityDeps,
  planned: PlannedJob,
  { writer, direct, chunk }: DirectChunk,
): Promise<number> {
  const { job } = planned;
  const issuesByCode: Record<string, number> = {};
  const counts = { rows: 0, invalid: 0, issuesByCode };
  let plain = 0;
  for await (const batch of direct.stage(chunkContext(deps, planned, chunk), await jobBytes(deps, job))) {
    await writer.add(batch);
    counts.rows += batch.rowCount;
    counts.invalid += batch.invalidCount;
    plain += batch.tupleCount;
    addIssueCounts(issuesByCode, batch.issuesByCode);
    if (counts.rows - plain > Math.max(fewExact, counts.rows * mostExact)) throw new GaveUp();
  }
  if (counts.rows !== chunk.rows) throw new Error("a chunk has other rows than its plan");
  // The job is not asked in the transaction, whose connection is in the middle of a COPY.
  if (!(await isRunning(deps.db.query, job.id))) throw new JobEnded("the job ended while its rows were written");
  Context.current().cancellationSignal.throwIfAborted();
  void deps.tellLoaded(job.workflowId, counts);
  return plain;
}
